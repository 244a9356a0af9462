import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../services/api/client.ts';
import { all } from '../../../services/api/pages.ts';
import { aReport, aServer, KEYS } from '../../support/a-server.ts';

const MACHINES = ['a', 'b', 'c', 'd', 'e'];

/** How a fake control plane says where the next page is. */
type Linked = (path: string, after: string) => string;

const inPlace: Linked = (path, after) => `<${path}&after=${after}>; rel="next"`;

/** A list of five machines in pages of `limit`, and what was asked for. */
async function aList(linked: Linked = inPlace) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const url = new URL(request.url ?? '', 'http://fake');
    const from = MACHINES.indexOf(url.searchParams.get('after') ?? '') + 1;
    const page = MACHINES.slice(from, from + Number(url.searchParams.get('limit') ?? 5));
    url.searchParams.delete('after');
    const last = page.at(-1);
    if (last !== undefined && last !== 'e') response.setHeader('link', linked(url.pathname + url.search, last));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(page.map((machine_id) => ({ machine_id }))));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({ url: `${url}/fleet` });
  onTestFinished(() => {
    client.close();
    server.close();
  });
  return { client, asked, url };
}

async function idsOf(list: AsyncIterable<{ readonly machine_id: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { machine_id } of list) ids.push(machine_id);
  return ids;
}

describe('all of a list', () => {
  test('comes page by page, with what was asked for on each', async () => {
    const { client, asked } = await aList();
    expect(await idsOf(all(client, 'listMachines', { query: { tag: ['x', 'y'], limit: '2' } }))).toEqual(MACHINES);
    expect(asked).toEqual([
      '/fleet/api/v1/machines?limit=2&tag=x&tag=y',
      '/fleet/api/v1/machines?limit=2&tag=x&tag=y&after=b',
      '/fleet/api/v1/machines?limit=2&tag=x&tag=y&after=d',
    ]);
  });

  test('is not read on when nobody wants more', async () => {
    const { client, asked } = await aList();
    for await (const { machine_id } of all(client, 'listMachines', { query: { limit: '1' } })) {
      if (machine_id === 'b') break;
    }
    expect(asked).toHaveLength(2);
  });

  test('goes on under the path that was given, whatever a proxy has taken away', async () => {
    const { client } = await aList((path, after) => inPlace(path.replace('/fleet', ''), after));
    expect(await idsOf(all(client, 'listMachines', { query: { limit: '2' } }))).toEqual(MACHINES);
  });

  test('is found among other links', async () => {
    const { client } = await aList(
      (path, after) => `</,x>; rel="first", ${inPlace(path, after)}; title="next", </>; rel=up`,
    );
    expect(await idsOf(all(client, 'listMachines', { query: { limit: '4' } }))).toEqual(MACHINES);
  });

  test.each(['https://127.0.0.1/x?after=b', '//elsewhere/api/v1/machines?after=b', 'http://['])(
    'never leads to %s',
    async (target) => {
      const { client, asked } = await aList(() => `<${target}>; rel="next"`);
      await expect(idsOf(all(client, 'listMachines', { query: { limit: '2' } }))).rejects.toThrow('which is elsewhere');
      expect(asked).toHaveLength(1);
    },
  );

  test('ends with an error where a page names itself as the next', async () => {
    const { client, asked } = await aList((path) => inPlace(path, 'b'));
    await expect(idsOf(all(client, 'listMachines', { query: { limit: '2' } }))).rejects.toThrow('no further on');
    expect(asked).toHaveLength(2);
  });

  test('is one answer of a list that has no pages', async () => {
    const { client, asked } = await aList(() => '</elsewhere>; rel="prev"');
    expect(await idsOf(all(client, 'listMachines', { query: { limit: '3' } }))).toEqual(['a', 'b', 'c']);
    expect(asked).toHaveLength(1);
  });

  test('comes from a control plane', async () => {
    const plane = await aServer();
    for (const id of MACHINES) await plane.ask('POST', `/api/v1/machines/${id}/report`, { json: aReport() });
    const client = createClient({ url: plane.url, apiKey: KEYS.readonly });
    onTestFinished(() => client.close());
    expect(await idsOf(all(client, 'listMachines', { query: { limit: '2' } }))).toEqual(MACHINES);
    expect(await idsOf(all(client, 'listMachines'))).toEqual(MACHINES);
  });
});
