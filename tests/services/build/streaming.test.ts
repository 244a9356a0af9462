import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostNews } from '../../../machines/policy/release-hosts.ts';
import { aBuild } from './a-build.ts';
import { aFlake, linkFarm, NIX_CONFIG } from './fleet.ts';

const home = mkdtempSync(join(tmpdir(), 'nixfleet-streaming-'));
beforeAll(() => {
  process.env['NIX_CONFIG'] = NIX_CONFIG;
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a build of several chunks', () => {
  test('pushes the first while the last is being evaluated', async () => {
    // What is in the store already would not be asked for.
    const answer = `{ } # ${home}`;
    const lateIsAsked = aMoment();
    const firstIsPushed = aMoment();
    // A binary cache that takes nothing before the last host is being evaluated, and a file that is needed for that.
    const server = createServer((request, response) => {
      if (request.url === '/late.nix') {
        lateIsAsked.come();
        void firstIsPushed.came.then(() => response.end(answer));
        return;
      }
      request.resume();
      response.statusCode = request.method === 'PUT' ? 201 : 404;
      void lateIsAsked.came.then(() => response.end());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sha256 = createHash('sha256').update(answer).digest('hex');
    const late = `import (builtins.fetchurl { url = "${url}/late.nix"; sha256 = "${sha256}"; })`;
    const fleet = aFlake({ 'a-first': {}, 'b-last': { toplevel: `builtins.seq (${late}) (${linkFarm('late')})` } });
    const told: string[] = [];
    const onNews = (news: HostNews) => {
      if (news.type === 'hosts.evaluated') told.push(...news.entries.map(({ hostname }) => `evaluated ${hostname}`));
      if (news.type === 'hosts.pushed') told.push(...news.names.map((name) => `pushed ${name}`));
      if (news.type === 'hosts.pushed') firstIsPushed.come();
    };
    const distribution = { way: 'cache', url: `${url}/cache` } as const;
    const asked = { chunkSize: 1, evalWorkers: 1 };
    const pool = await aBuild(fleet.folder, { goal: 'pushed', asked, distribution, onNews });
    await pool.close();
    server.close();
    fleet.remove();
    expect(told).toEqual(['evaluated a-first', 'pushed a-first', 'evaluated b-last', 'pushed b-last']);
  });
});

function aMoment() {
  let come: () => void = () => undefined;
  const came = new Promise<void>((resolve) => (come = resolve));
  return { came, come };
}
