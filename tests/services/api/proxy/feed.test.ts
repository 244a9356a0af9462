import { expect, test } from 'vitest';
import { followFeed, type FollowOptions } from '../../../../services/api/feed.ts';
import { tlsSettings } from '../../../../services/server/http/tls.ts';
import { Journal } from '../../../support/a-journal.ts';
import { aServer, KEYS } from '../../../support/a-server.ts';
import { aProxy, behind, PLANE } from '../../../support/behind-a-proxy.ts';
import { anAuthority } from '../../../support/certificates.ts';
import { tempFolder } from '../../../support/temp.ts';

/** A control plane of two events, with TLS that wants certificates if it is told; its URL behind a proxy, and how to follow it. */
async function aFeed({ isSecure }: { readonly isSecure: boolean }) {
  const journal = new Journal();
  const authority = await anAuthority(tempFolder(), [`DNS:${PLANE}`]);
  const [server, client] = [await authority.issue(`/CN=${PLANE}`), await authority.issue('/CN=viewer')];
  const settings = tlsSettings({ cert: server.certPath, key: server.keyPath, clientCa: authority.caPath });
  const plane = await aServer({ engine: journal.engine, ...(isSecure && settings && { tls: settings }) });
  journal.on(plane.db).rollout('r-1', 'completed');
  journal.rows(2);
  const tls = { ca: authority.ca, cert: client.cert, key: client.key };
  const url = behind(plane.url);
  const follow = async (options: Partial<FollowOptions> = {}) => {
    const types: string[] = [];
    for await (const { type } of followFeed({ url, apiKey: KEYS.readonly, tls, rolloutId: 'r-1', ...options }))
      types.push(type);
    return types;
  };
  return { url, follow };
}

test.each([true, false])('a feed is followed through a tunnel (TLS: %s)', async (isSecure) => {
  const { url, follow } = await aFeed({ isSecure });
  const proxy = await aProxy({ credentials: 'fleet:hunter2' });
  expect(await follow()).toEqual(['row', 'row', 'end']);
  expect(proxy.asked).toEqual([`CONNECT ${new URL(url).host}`]);
});

test('a feed that the proxy refuses says so, and is tried again', async () => {
  const { url, follow } = await aFeed({ isSecure: true });
  const proxy = await aProxy({ refuses: 403 });
  const stop = new AbortController();
  const said: (string | undefined)[] = [];
  await follow({
    signal: stop.signal,
    onState(_, failure) {
      said.push(failure?.message);
      if (said.length === 2) stop.abort();
    },
  });
  const { host } = new URL(url);
  const words = `the proxy ${proxy.url()} (ALL_PROXY) does not let us through to ${host}`;
  expect(said).toEqual([expect.stringContaining(words), expect.stringContaining(words)]);
});

test('a feed that is left while the proxy is silent leaves nothing open', async () => {
  const { follow } = await aFeed({ isSecure: true });
  const proxy = await aProxy({ isSilent: true });
  const stop = new AbortController();
  const following = follow({ signal: stop.signal });
  await proxy.hasAsked(1);
  stop.abort();
  expect(await following).toEqual([]);
  await proxy.isLeft();
});
