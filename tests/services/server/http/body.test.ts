import { describe, expect, test } from 'vitest';
import { aReport, aServer } from '../../../support/a-server.ts';

describe('a route that takes JSON', () => {
  test.each([
    ...['application/json-seq', 'application/jsonlines', 'application/x+jsonp', 'application/+json', 'text/json'],
    ...['application/json, text/plain', 'json', 'application/x+json+xml'],
  ])('does not take %s for JSON', async (type) => {
    const plane = await aServer();
    const init = { method: 'POST', headers: { 'content-type': type }, body: '{}' };
    const { status, headers } = await fetch(`${plane.url}/api/v1/keys/bootstrap`, init);
    expect([status, headers.get('content-type')]).toEqual([415, 'text/plain; charset=utf-8']);
  });

  test.each(['Application/JSON', 'application/json;charset=UTF-8', 'application/json ; v=1', 'application/a.b+JSON'])(
    'takes %s for JSON',
    async (type) => {
      const plane = await aServer();
      const init = { method: 'POST', headers: { 'content-type': type }, body: '{}' };
      expect((await fetch(`${plane.url}/api/v1/keys/bootstrap`, init)).status).toBe(409);
    },
  );

  test('refuses bytes that are no UTF-8 rather than to guess what was meant', async () => {
    const plane = await aServer();
    const body = Buffer.from(JSON.stringify(aReport({ message: 'caf\u00e9' })), 'latin1');
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const answer = await fetch(`${plane.url}/api/v1/machines/web-01/report`, init);
    expect([answer.status, await answer.text()]).toEqual([400, 'the body is not UTF-8, which JSON is']);
    expect(await (await plane.ask('GET', '/api/v1/machines')).json()).toEqual([]);
  });
});
