import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { DoorSettings } from '../../../../services/server/auth/doorkeeper.ts';
import { aFailingEngine } from '../../../support/a-failing-engine.ts';
import { aReport, aServer, KEYS, type ServedPlane } from '../../../support/a-server.ts';

const MACHINES = '/api/v1/machines';

/** A control plane with a clock of ours, that says when what it noted is on disk. */
async function aStrictPlane(door: Partial<DoorSettings> = {}) {
  const clock = { now: Date.parse('2026-04-20T09:00:00Z') };
  const noted: Promise<unknown>[] = [];
  const plane = await aServer({
    door: { failures: 3, now: () => clock.now, ...door },
    engine: (real) => ({
      ...real,
      request(name, input) {
        const answer = real.request(name, input);
        if (name === 'noteDenial') noted.push(answer);
        return answer;
      },
    }),
  });
  const audited = async () => {
    await Promise.all(noted);
    const select = `SELECT actor, target, detail FROM audit_entries WHERE action = 'denied' ORDER BY id`;
    return plane.db.prepare(select).all();
  };
  return { plane, clock, audited };
}

const asWith = (plane: ServedPlane, authorization: string, method = 'GET', path = MACHINES): Promise<Response> =>
  plane.ask(method, path, { role: null, headers: { authorization } });

/** The statuses of requests with wrong keys, one after the other. */
async function guessed(plane: ServedPlane, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let guess = 0; guess < times; guess += 1) statuses.push((await asWith(plane, `Bearer guess-${guess}`)).status);
  return statuses;
}

describe('an address that shows wrong keys', () => {
  test('is refused after some, right keys included, until the window is over', async () => {
    const { plane, clock } = await aStrictPlane();
    expect(await guessed(plane, 5)).toEqual([401, 401, 401, 429, 429]);
    clock.now += 20_500;
    const response = await plane.ask('GET', MACHINES);
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([429, '40', '']);
    expect((await plane.ask('POST', '/api/v1/releases', { json: {} })).status).toBe(429);
    clock.now += 39_500;
    expect((await plane.ask('GET', MACHINES)).status).toBe(200);
  });

  test('may still be an agent, and look whether we live', async () => {
    const { plane } = await aStrictPlane();
    await guessed(plane, 4);
    expect((await plane.ask('GET', '/health')).status).toBe(200);
    const report = await plane.ask('POST', `${MACHINES}/web-01/report`, { role: null, json: aReport() });
    expect(report.status).toBe(200);
  });

  test('is refused within one packet of requests', async () => {
    const { plane } = await aStrictPlane();
    const { hostname, port, host } = new URL(plane.url);
    const guess = (n: number) => `GET ${MACHINES} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${n}\r\n\r\n`;
    const socket = connect(Number(port), hostname);
    socket.write(Array.from({ length: 20 }, (_, n) => guess(n)).join(''));
    let came = '';
    for await (const chunk of socket.setEncoding('latin1')) {
      came += String(chunk);
      if (came.split('HTTP/1.1 ').length > 20) break;
    }
    expect(came.match(/^HTTP\/1.1 401/gm)).toHaveLength(3);
    expect(came.match(/^HTTP\/1.1 429/gm)).toHaveLength(17);
  });

  test('is not one whose keys are right, or that shows none', async () => {
    const { plane } = await aStrictPlane();
    expect(await guessed(plane, 2)).toEqual([401, 401]);
    for (let time = 0; time < 5; time += 1) {
      expect((await plane.ask('GET', MACHINES)).status).toBe(200);
      expect((await plane.ask('GET', MACHINES, { role: null })).status).toBe(401);
      expect((await asWith(plane, `bearer ${KEYS.admin}`)).status).toBe(401);
    }
    expect(await guessed(plane, 2)).toEqual([401, 429]);
  });

  test('is in the audit once a minute, without what it showed', async () => {
    const { plane, clock, audited } = await aStrictPlane();
    await guessed(plane, 10);
    const row = {
      actor: 'address:127.0.0.1',
      target: 'authentication',
      detail: '3 failed attempts within 60 s; until those are over none is looked at',
    };
    expect(await audited()).toEqual([row]);
    clock.now += 60_000;
    await guessed(plane, 10);
    expect(await audited()).toEqual([row, row]);
    expect(plane.logged.filter((line) => line.includes('guess'))).toEqual([]);
  });
});

describe('a key that may not do what it asks', () => {
  test('is in the audit, for each thing once a minute', async () => {
    const { plane, clock, audited } = await aStrictPlane();
    const denied = async () => {
      expect((await plane.ask('DELETE', '/api/v1/rollouts/r-1', { role: 'readonly' })).status).toBe(403);
      expect((await plane.ask('DELETE', '/api/v1/rollouts/r-2', { role: 'readonly' })).status).toBe(403);
      expect((await plane.ask('DELETE', '/api/v1/rollouts/r-1', { role: 'deploy' })).status).toBe(403);
    };
    const rows = [
      {
        actor: 'apikey:test-readonly',
        target: 'DELETE /api/v1/rollouts/:id',
        detail: 'this API key has the role readonly; this needs admin',
      },
      {
        actor: 'apikey:test-deploy',
        target: 'DELETE /api/v1/rollouts/:id',
        detail: 'this API key has the role deploy; this needs admin',
      },
    ];
    await denied();
    expect(await audited()).toEqual(rows);
    clock.now += 60_000;
    await denied();
    expect(await audited()).toEqual([...rows, ...rows]);
  });

  test('is refused as well when that cannot be written', async () => {
    const { engine, refused } = aFailingEngine('noteDenial');
    const plane = await aServer({ engine });
    expect((await plane.ask('DELETE', '/api/v1/rollouts/r-1', { role: 'readonly' })).status).toBe(403);
    await refused;
    expect(plane.logged).toContain('warn it could not be written into the audit who was turned away');
  });
});
