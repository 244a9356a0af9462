import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../../services/actors/engine.ts';
import { requestId } from '../../../../services/server/http/request-id.ts';
import { aReport, aServer, KEYS } from '../../../support/a-server.ts';

const brought = (id: string) => ({ headers: { 'x-request-id': id } });

describe('the id of a request', () => {
  test('is the one that it brings', () => {
    expect(requestId()(brought('trace-7f3a/1'))).toBe('trace-7f3a/1');
  });

  test.each([
    ['empty', ''],
    ['too long', 'x'.repeat(65)],
    ['not visible', 'a b'],
    ['not ASCII', 'é'],
    ['a line of its own', 'a\nb'],
  ])('is a new one when that is %s', (_, id) => {
    expect(requestId()(brought(id))).toMatch(/^[0-9a-f]{8}-1$/);
  });

  test('is never the same twice, in this process or another', () => {
    const [one, other] = [requestId(), requestId()];
    const ids = [one({ headers: {} }), one({ headers: {} }), other({ headers: {} }), other({ headers: {} })];
    expect(new Set(ids).size).toBe(4);
  });

  test.each([
    ['an answer', '/health'],
    ['a path that there is not', '/nothing'],
    ['a refusal', '/api/v1/machines'],
    ['a path that is no UTF-8', '/%ff'],
  ])('is in the header of %s', async (_, path) => {
    const plane = await aServer();
    const response = await plane.ask('GET', path, { role: null, headers: { 'x-request-id': 'mine' } });
    expect(response.headers.get('x-request-id')).toBe('mine');
  });
});

describe('the log of requests', () => {
  test('has one line for what changed something by an API key', async () => {
    const plane = await aServer();
    await plane.ask('POST', '/api/v1/machines/web-01/register', { json: {}, headers: { 'x-request-id': 'mine' } });
    expect(plane.lines).toEqual([
      {
        level: 'info',
        message: 'POST /api/v1/machines/:id/register',
        detail: {
          request_id: 'mine',
          method: 'POST',
          route: '/api/v1/machines/:id/register',
          actor: 'apikey:test-admin',
          status: 201,
          duration_ms: expect.any(Number),
        },
      },
    ]);
  });

  test('says who was not let in, and from where', async () => {
    const plane = await aServer();
    await plane.ask('GET', '/api/v1/machines', { role: null });
    await plane.ask('POST', '/api/v1/releases', { role: 'readonly', json: { entries: [] } });
    expect(plane.lines.filter(({ detail }) => 'status' in detail)).toMatchObject([
      { level: 'info', message: 'GET /api/v1/machines', detail: { status: 401, address: '127.0.0.1' } },
      { level: 'info', message: 'POST /api/v1/releases', detail: { status: 403, address: '127.0.0.1' } },
    ]);
  });

  test('says nothing of agents, of who only looks and of what is refused, unless everything is wanted', async () => {
    const ask = async (plane: Awaited<ReturnType<typeof aServer>>) => {
      await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json: aReport() });
      await plane.ask('GET', '/api/v1/machines');
      await plane.ask('DELETE', '/api/v1/releases/no-such');
      await plane.ask('GET', '/made-up?secret=1', { role: null });
      return plane.lines.map(({ level, message, detail }) => `${level} ${message} ${String(detail['status'])}`);
    };
    expect(await ask(await aServer())).toEqual([]);
    expect(await ask(await aServer({ logLevel: 'debug' }))).toEqual([
      'debug POST /api/v1/machines/:id/report 200',
      'debug GET /api/v1/machines 200',
      'debug DELETE /api/v1/releases/:id 404',
      'debug GET unmatched 404',
    ]);
  });

  test('has a bug once, with its stack and the id that its caller was given', async () => {
    const engine = (real: Engine): Engine => ({ ...real, request: () => Promise.reject(new Error('a bug')) });
    const plane = await aServer({ engine });
    const response = await plane.ask('DELETE', '/api/v1/releases/rel-1');
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('a bug')]);
    const errors = plane.lines.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.detail).toMatchObject({
      request_id: response.headers.get('x-request-id'),
      route: '/api/v1/releases/:id',
      actor: 'apikey:test-admin',
      status: 500,
      error: expect.objectContaining({ message: 'a bug', stack: expect.any(String) }),
    });
  });

  test('never has a key, known or not', async () => {
    const plane = await aServer({ logLevel: 'debug', hasKeys: false });
    const response = await plane.ask('POST', '/api/v1/keys/bootstrap', { role: null, json: {} });
    const { key } = (await response.json()) as { key: string };
    for (const authorization of [`Bearer ${key}`, `Bearer ${KEYS.admin}`]) {
      await plane.ask('GET', '/api/v1/machines', { role: null, headers: { authorization } });
      await plane.ask('POST', '/api/v1/releases', { role: null, headers: { authorization }, json: { entries: [] } });
    }
    const everything = JSON.stringify(plane.lines);
    expect(plane.lines.length).toBeGreaterThanOrEqual(5);
    expect(everything).not.toContain(key);
    expect(everything).not.toContain(KEYS.admin);
  });
});
