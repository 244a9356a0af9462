import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../../machines/model/audit.ts';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';

const HEADER = 'timestamp,actor,action,target,detail\n';

/** A control plane with this many reports of each of two machines, and what operators did before. */
async function aHistory(reports = 1): Promise<ServedPlane> {
  const plane = await aServer();
  for (const id of ['web-01', 'web-02']) await plane.ask('POST', `/api/v1/machines/${id}/register`, { json: {} });
  await plane.ask('PATCH', '/api/v1/machines/web-01/lifecycle', { json: { lifecycle: 'maintenance' } });
  for (let n = 0; n < reports; n += 1) {
    for (const id of ['web-01', 'web-02']) {
      await plane.ask('POST', `/api/v1/machines/${id}/report`, { role: null, json: aReport({ success: n > 0 }) });
    }
  }
  return plane;
}

const listed = async (plane: ServedPlane, query = '') =>
  (await (await plane.ask('GET', `/api/v1/audit${query}`, { role: 'readonly' })).json()) as AuditEvent[];

const exported = async (plane: ServedPlane, query = '') =>
  await (await plane.ask('GET', `/api/v1/audit/export${query}`, { role: 'deploy' })).text();

describe('the audit', () => {
  test('has what operators and agents did, newest first, each field there', async () => {
    const plane = await aHistory();
    const events = await listed(plane);
    expect(events.map(({ actor, action, target, detail }) => [actor, action, target, detail])).toEqual([
      ['machine:web-02', 'report', 'web-02', 'failure'],
      ['machine:web-01', 'report', 'web-01', 'failure'],
      ['apikey:test-admin', 'update_lifecycle', 'web-01', 'active -> maintenance'],
      ['apikey:test-admin', 'register', 'web-02', 'active'],
      ['apikey:test-admin', 'register', 'web-01', 'active'],
    ]);
    expect(events.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
    expect(Object.keys(events[0] ?? {})).toEqual(['id', 'timestamp', 'actor', 'action', 'target', 'detail']);
    expect(events[0]?.timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  test.each([
    ['actor=machine:web-01', [4]],
    ['actor=apikey:test-admin', [3, 2, 1]],
    ['action=register', [2, 1]],
    ['target=web-01', [4, 3, 1]],
    ['target=web-01&action=register', [1]],
    ['actor=machine:web-01&target=web-02', []],
    ['actor=', []],
    ['limit=2', [5, 4]],
    ['limit=0', [5]],
    ['limit=99999999999999999999999', [5, 4, 3, 2, 1]],
    ['unknown=1', [5, 4, 3, 2, 1]],
  ])('asked with %s gives those', async (query, ids) => {
    const plane = await aHistory();
    expect((await listed(plane, `?${query}`)).map(({ id }) => id)).toEqual(ids);
  });

  test.each([
    ['since=2026-04-20T09:15:02Z', [4, 3, 2]],
    ['since=2026-04-20T11:15:02%2B02:00', [4, 3, 2]],
    ['since=2026-04-20T11:15:02+02:00', [4, 3, 2]],
    ['since=2026-04-20T09:15:02.001Z', [4, 3]],
    ['until=2026-04-20T09:15:02.001Z', [2, 1]],
    ['until=2026-04-20T09:15:02Z', [1]],
    ['since=2026-04-20T09:15:02Z&until=2026-04-20T09:15:03Z', [3, 2]],
    ['since=2026-04-20T09:15:02Z&until=2026-04-20T09:15:02Z', []],
    ['since=2026-04-20T09:15:02Z&action=report', [4, 2]],
    ['since=2026-04-20T09:15:02Z&limit=2', [4, 3]],
    ['since=1970-01-01T00:00:00Z&until=9999-12-31T23:59:59Z', [4, 3, 2, 1]],
  ])('asked with %s gives those of that time', async (query, ids) => {
    const plane = await aServer();
    const at = Date.parse('2026-04-20T09:15:02Z');
    plane.db.exec(`
      INSERT INTO audit_entries (id, at, actor, action, target) VALUES (1, ${at - 1}, 'a', 'b', 'c'), (3, ${at + 999}, 'a', 'b', 'c');
      INSERT INTO reports (id, machine_id, generation, success, received_at) VALUES (2, 'd', '', 1, ${at}), (4, 'd', '', 1, ${at + 60_000})`);
    expect((await listed(plane, `?${query}`)).map(({ id }) => id)).toEqual(ids);
    expect((await exported(plane, `?${query}`)).split('\n')).toHaveLength(ids.length + 2);
  });

  test('has what was written while the clock was set back a little', async () => {
    const plane = await aServer();
    const at = Date.parse('2026-04-20T09:00:00Z');
    // Ten minutes, a second each; in the middle two minutes are had again.
    const moments = Array.from({ length: 600 }, (_, n) => at + (n < 300 ? n : n - 120) * 1000);
    const insert = plane.db.prepare(`INSERT INTO audit_entries (at, actor, action, target) VALUES (?, 'a', 'b', 'c')`);
    plane.db.transaction(() => {
      for (const moment of moments) insert.run(moment);
    })();
    const [since, until] = [at + 200_000, at + 260_000];
    const query = `since=${new Date(since).toISOString()}&until=${new Date(until).toISOString()}&limit=500`;
    const ids = moments.flatMap((moment, n) => (moment >= since && moment < until ? [n + 1] : []));
    expect(ids).toHaveLength(120);
    expect((await listed(plane, `?${query}`)).map(({ id }) => id)).toEqual(ids.toReversed());
  });

  test.each([
    ...['limit=-1', 'limit=ten', 'limit=', 'limit=1&limit=2', 'actor=a&actor=b'],
    ...['since=yesterday', 'since=', 'until=2026-02-30T00:00:00Z', 'until=2026-04-20', 'since=1&since=2'],
  ])('asked with %s says what is wrong', async (query) => {
    const plane = await aServer();
    for (const path of ['/api/v1/audit', '/api/v1/audit/export']) {
      const response = await plane.ask('GET', `${path}?${query}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
    }
  });

  test('is listed a hundred at a time, at most five hundred, and exported whole', async () => {
    const plane = await aHistory(300);
    expect(await listed(plane)).toHaveLength(100);
    expect(await listed(plane, '?limit=10000')).toHaveLength(500);
    expect((await exported(plane)).split('\n')).toHaveLength(300 * 2 + 3 + 2);
    expect((await exported(plane, '?limit=501')).split('\n')).toHaveLength(501 + 2);
    expect((await exported(plane, '?action=register')).split('\n')).toHaveLength(2 + 2);
  });

  test('is exported as a table that no spreadsheet runs', async () => {
    const plane = await aServer();
    expect(await exported(plane)).toBe(HEADER);
    plane.db.exec(`INSERT INTO audit_entries (id, at, actor, action, target, detail)
      VALUES (1, 1776676502999, '=HYPERLINK("http://x")', 'register', '-1', NULL)`);
    const response = await plane.ask('GET', '/api/v1/audit/export');
    expect(response.headers.get('content-type')).toBe('text/csv');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    expect(await response.text()).toBe(`${HEADER}2026-04-20 09:15:02,"'=HYPERLINK(""http://x"")",register,'-1,\n`);
    const head = await plane.ask('HEAD', '/api/v1/audit/export');
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'text/csv', '']);
  });

  test('finds what one machine said without reading what all have said', async () => {
    const plane = await aServer();
    const plan = plane.db
      .prepare<[], { detail: string }>(
        `EXPLAIN QUERY PLAN SELECT * FROM audit_events WHERE id < 9 AND actor = 'machine:web-01' AND target = 'web-01'
         ORDER BY id DESC LIMIT 5`,
      )
      .all();
    const ways = plan.map(({ detail }) => detail);
    expect(ways).toContainEqual(expect.stringContaining('USING INDEX reports_by_machine'));
    expect(ways.filter((way) => way.includes('TEMP B-TREE'))).toEqual([]);
  });
});
