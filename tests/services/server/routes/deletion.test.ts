import { describe, expect, test } from 'vitest';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';
import { until } from '../../../support/until.ts';

const HOSTS = ['web-01', 'web-02', 'web-03'];
const NEW = '/nix/store/b-web';
const WELL = { results: [], all_passed: true, timestamp: '2026-04-20T09:15:02Z' };

interface Started {
  readonly plane: ServedPlane;
  readonly release: string;
  readonly id: string;
}

/** A rollout over three machines that have reported. */
async function aRollout(fields: Record<string, unknown> = {}): Promise<Started> {
  const plane = await aServer();
  for (const host of HOSTS) await report(plane, host);
  const entries = HOSTS.map((hostname) => ({ hostname, store_path: NEW, platform: 'x86_64-linux' }));
  const release = await created(plane, '/api/v1/releases', { entries }, 'id');
  const json = { release_id: release, target: { hosts: HOSTS }, strategy: 'all_at_once', ...fields };
  return { plane, release, id: await created(plane, '/api/v1/rollouts', json, 'rollout_id') };
}

async function created(plane: ServedPlane, path: string, json: unknown, name: string): Promise<string> {
  const answer = (await (await plane.ask('POST', path, { json })).json()) as Record<string, string>;
  return answer[name] ?? '';
}

const report = (plane: ServedPlane, id: string, fields: Record<string, unknown> = {}) =>
  plane.ask('POST', `/api/v1/machines/${id}/report`, { role: null, json: aReport({ machine_id: id, ...fields }) });

const statusOf = async (plane: ServedPlane, method: string, path: string) => (await plane.ask(method, path)).status;

/** What names a rollout where, and how often. */
function traces({ plane, id }: Started): string[] {
  const places = {
    rollouts: 'id',
    rollout_batches: 'rollout_id',
    rollout_machines: 'rollout_id',
    rollout_skipped: 'rollout_id',
    claims: 'rollout_id',
    events: 'rollout_id',
    snapshots: `address || CASE WHEN address LIKE 'machine:%' THEN '' ELSE state END`,
    mailbox: 'receiver || sender || event',
    dead_letters: 'event',
  };
  return Object.entries(places).flatMap(([table, column]) => {
    const named = plane.db.prepare<[string], number>(`SELECT count(*) FROM ${table} WHERE ${column} LIKE ?`).pluck();
    const count = named.get(`%${id}%`) ?? 0;
    return count > 0 ? [`${table}: ${count}`] : [];
  });
}

/** What was logged but for the ordinary. */
const complaints = ({ logged }: ServedPlane) => logged.filter((line) => !/^(info|debug) /.test(line));

describe('a rollout that is deleted', () => {
  test('is gone with its actors, its mail and its history, but for the audit', async () => {
    const started = await aRollout({ target: { hosts: [...HOSTS, 'db-01'] } });
    const { plane, id } = started;
    expect(traces(started)).toContain('rollout_skipped: 1');
    expect(await statusOf(plane, 'POST', `/api/v1/rollouts/${id}/cancel`)).toBe(200);
    expect(await statusOf(plane, 'DELETE', `/api/v1/rollouts/${id}`)).toBe(204);
    expect(traces(started)).toEqual([]);
    expect(await statusOf(plane, 'GET', `/api/v1/rollouts/${id}`)).toBe(404);
    const audited = plane.db.prepare('SELECT actor, action, target, detail FROM audit_entries ORDER BY id DESC').get();
    expect(audited).toEqual({ actor: 'apikey:test-admin', action: 'rollout.deleted', target: id, detail: null });
  });

  test('is told to viewers by an event of no rollout', async () => {
    const { plane, id } = await aRollout();
    await statusOf(plane, 'POST', `/api/v1/rollouts/${id}/cancel`);
    await statusOf(plane, 'DELETE', `/api/v1/rollouts/${id}`);
    const told = plane.db.prepare('SELECT type, rollout_id, actor, message, detail FROM events').all();
    expect(told).toEqual([
      {
        type: 'rollout_deleted',
        rollout_id: null,
        actor: 'apikey:test-admin',
        message: `rollout ${id} was deleted`,
        detail: JSON.stringify({ rollout_id: id }),
      },
    ]);
  });

  test('in one breath with its cancellation does not come back', async () => {
    const started = await aRollout();
    const { plane, id } = started;
    const asked = { id, actor: 'apikey:ops' };
    await Promise.all([plane.engine.request('cancelRollout', asked), plane.engine.request('deleteRollout', asked)]);
    for (const host of HOSTS) {
      expect((await report(plane, host, { current_generation: NEW, health: WELL })).status).toBe(200);
    }
    expect(traces(started)).toEqual([]);
    expect(complaints(plane)).toEqual([]);
  });

  test('leaves nothing that a late report could fail on, and its machines to the next rollout', async () => {
    const started = await aRollout();
    const { plane, id, release } = started;
    await until(plane, `SELECT status = 'waiting_health' FROM rollout_batches`);
    await report(plane, 'web-01', { success: false, message: 'rolled back: no' });
    await until(plane, `SELECT status = 'paused' FROM rollouts`);
    await statusOf(plane, 'POST', `/api/v1/rollouts/${id}/cancel`);
    expect(await statusOf(plane, 'DELETE', `/api/v1/rollouts/${id}`)).toBe(204);
    for (const host of HOSTS) await report(plane, host, { current_generation: NEW, health: WELL });
    expect(traces(started)).toEqual([]);
    const json = { release_id: release, target: { hosts: HOSTS }, strategy: 'all_at_once' };
    const next = await created(plane, '/api/v1/rollouts', json, 'rollout_id');
    await until(plane, `SELECT status = 'waiting_health' FROM rollout_batches WHERE rollout_id = '${next}'`);
    for (const host of HOSTS) await report(plane, host, { current_generation: NEW, health: WELL });
    await until(plane, `SELECT status = 'completed' FROM rollouts WHERE id = '${next}'`);
    expect(complaints(plane)).toEqual([]);
  });

  test('must have ended: not while it runs, and not while it takes back what it did', async () => {
    const { plane, id } = await aRollout({ on_failure: 'revert' });
    const remove = async () => {
      const response = await plane.ask('DELETE', `/api/v1/rollouts/${id}`);
      return [response.status, await response.text()];
    };
    expect(await remove()).toEqual([409, expect.stringContaining('running')]);
    await until(plane, `SELECT status = 'waiting_health' FROM rollout_batches`);
    await report(plane, 'web-01', { success: false, message: 'rolled back: no' });
    await until(plane, `SELECT count(*) = 3 FROM rollout_machines WHERE verdict = 'reverting'`);
    expect(await remove()).toEqual([409, expect.stringContaining('taking back')]);
    for (const host of HOSTS) await report(plane, host, { health: WELL });
    await until(plane, `SELECT phase IS 'reverted' FROM rollouts`);
    expect(await remove()).toEqual([204, '']);
  });

  test('is refused for an unknown id', async () => {
    const { plane } = await aRollout();
    expect(await statusOf(plane, 'DELETE', '/api/v1/rollouts/r-none')).toBe(404);
  });
});

describe('a release that is deleted', () => {
  test('is gone with its entries once no rollout refers to it', async () => {
    const { plane, release, id } = await aRollout();
    const remove = () => statusOf(plane, 'DELETE', `/api/v1/releases/${release}`);
    expect(await remove()).toBe(409);
    await statusOf(plane, 'POST', `/api/v1/rollouts/${id}/cancel`);
    expect(await remove()).toBe(409);
    expect(await statusOf(plane, 'GET', `/api/v1/releases/${release}`)).toBe(200);
    await statusOf(plane, 'DELETE', `/api/v1/rollouts/${id}`);
    expect(await remove()).toBe(204);
    expect(await remove()).toBe(404);
    expect(plane.db.prepare('SELECT count(*) AS left FROM release_entries').get()).toEqual({ left: 0 });
  });

  test('in one breath with a rollout of it is one or the other, and the later is told why not', async () => {
    const { plane, release, id } = await aRollout();
    await statusOf(plane, 'POST', `/api/v1/rollouts/${id}/cancel`);
    await statusOf(plane, 'DELETE', `/api/v1/rollouts/${id}`);
    const json = { release_id: release, target: { hosts: HOSTS }, strategy: 'all_at_once' };
    const [made, removed] = await Promise.all([
      plane.ask('POST', '/api/v1/rollouts', { json }),
      plane.ask('DELETE', `/api/v1/releases/${release}`),
    ]);
    expect([
      [201, 409],
      [404, 204],
    ]).toContainEqual([made.status, removed.status]);
    expect(plane.db.pragma('foreign_key_check')).toEqual([]);
    expect(complaints(plane)).toEqual([]);
  });
});

describe('a rollout whose stored state cannot be used', () => {
  const STATES = ['no JSON', '{"status":"active","value":"nowhere"}'];

  /** A control plane that was started on a rollout in this state. */
  async function spoilt(state: string): Promise<Started> {
    const before = await aRollout();
    const plane = await aServer({
      goesOnWith: before.plane.db,
      written: (db) =>
        void db.prepare('UPDATE snapshots SET state = ? WHERE address = ?').run(state, `rollout:${before.id}`),
    });
    return { ...before, plane };
  }

  test.each(STATES)('(%s) refuses to be moved, and says what to do', async (state) => {
    const { plane, id, release } = await spoilt(state);
    for (const deed of ['pause', 'cancel']) {
      const response = await plane.ask('POST', `/api/v1/rollouts/${id}/${deed}`);
      expect(response.status).toBe(409);
      expect(await response.text()).toContain(`delete it (nixfleet rollout delete ${id})`);
    }
    const json = { release_id: release, target: { hosts: HOSTS }, strategy: 'all_at_once', supersede: true };
    expect((await plane.ask('POST', '/api/v1/rollouts', { json })).status).toBe(409);
  });

  test.each(STATES)('(%s) can be deleted, and its machines are free for the next', async (state) => {
    const { plane, id, release } = await spoilt(state);
    expect(await statusOf(plane, 'DELETE', `/api/v1/rollouts/${id}`)).toBe(204);
    const json = { release_id: release, target: { hosts: HOSTS }, strategy: 'all_at_once' };
    const next = await created(plane, '/api/v1/rollouts', json, 'rollout_id');
    await until(plane, `SELECT status = 'waiting_health' FROM rollout_batches WHERE rollout_id = '${next}'`);
    for (const host of HOSTS) await report(plane, host, { current_generation: NEW, health: WELL });
    await until(plane, `SELECT status = 'completed' FROM rollouts WHERE id = '${next}'`);
  });
});
