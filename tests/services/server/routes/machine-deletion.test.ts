import { describe, expect, test } from 'vitest';
import type { MachineDetail } from '../../../../machines/model/machine-detail.ts';
import type { RolloutDetail } from '../../../../machines/model/rollout.ts';
import { aServedRollout, BEFORE, HOSTS, reported, WANTED, WELL } from '../../../support/a-served-rollout.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';
import { until } from '../../../support/until.ts';

/** What has a row of this machine, and how many. */
function traces(plane: ServedPlane, id: string): Record<string, number> {
  const places = {
    machines: `machine_id = '${id}'`,
    machine_tags: `machine_id = '${id}'`,
    generations: `machine_id = '${id}'`,
    health_reports: `machine_id = '${id}'`,
    agent_logs: `machine_id = '${id}'`,
    failed_paths: `machine_id = '${id}'`,
    evidence: `machine_id = '${id}'`,
    evidence_keys: `machine_id = '${id}'`,
    evidence_standings: `machine_id = '${id}'`,
    snapshots: `address = 'machine:${id}'`,
    mailbox: `'machine:${id}' IN (receiver, sender)`,
  };
  const found = Object.entries(places).map(([table, where]) => {
    const count = plane.db.prepare<[], number>(`SELECT count(*) FROM ${table} WHERE ${where}`).pluck().get() ?? 0;
    return [table, count] as const;
  });
  return Object.fromEntries(found.filter(([, count]) => count > 0));
}

/** A machine that has all that a machine can have. */
async function aRichMachine(plane: ServedPlane, id: string): Promise<void> {
  await reported(plane, id, { tags: ['web'], health: WELL });
  await plane.ask('PUT', `/api/v1/machines/${id}/tags`, { json: { tags: ['prod'] } });
  await plane.ask('POST', `/api/v1/machines/${id}/notify-deploy`, { json: { store_path: WANTED } });
  await plane.engine.request('keepAgentLog', { machineId: id, attempt: 'a', n: 0, lines: ['one'] });
}

async function removal(plane: ServedPlane, id: string): Promise<[number, string]> {
  const response = await plane.ask('DELETE', `/api/v1/machines/${id}`);
  return [response.status, await response.text()];
}

const detailOf = async (plane: ServedPlane, id: string) =>
  (await (await plane.ask('GET', `/api/v1/machines/${id}`)).json()) as MachineDetail;

const complaints = ({ logged }: ServedPlane) => logged.filter((line) => !/^(info|debug) /.test(line));

describe('a machine that is deleted', () => {
  test('is gone with all that is its own, and the others are not', async () => {
    const plane = await aServer();
    for (const id of ['web-01', 'web-02']) await aRichMachine(plane, id);
    expect(await removal(plane, 'web-01')).toEqual([204, '']);
    expect(traces(plane, 'web-01')).toEqual({});
    expect(traces(plane, 'web-02')).toEqual({
      machines: 1,
      machine_tags: 2,
      generations: 1,
      health_reports: 1,
      agent_logs: 1,
      snapshots: 1,
    });
    for (const path of ['', '/desired-generation', '/logs']) {
      expect((await plane.ask('GET', `/api/v1/machines/web-01${path}`)).status).toBe(404);
    }
    expect(await removal(plane, 'web-01')).toEqual([404, 'there is no machine web-01']);
  });

  test('leaves its reports and the audit, which says who did it', async () => {
    const plane = await aServer();
    await aRichMachine(plane, 'web-01');
    expect(await removal(plane, 'web-01')).toEqual([204, '']);
    const entries = (await (await plane.ask('GET', '/api/v1/audit?target=web-01')).json()) as Record<string, string>[];
    expect(entries[0]).toMatchObject({ actor: 'apikey:test-admin', action: 'delete_machine', detail: 'was active' });
    expect(entries.map(({ action }) => action)).toEqual(['delete_machine', 'notify_deploy', 'pin_tags', 'report']);
    const reports = await plane.ask('GET', '/api/v1/machines/web-01/reports');
    expect(await reports.json()).toMatchObject([{ generation: BEFORE, health: null }]);
  });

  test('is registered anew from nothing by a later report', async () => {
    const plane = await aServer();
    await aRichMachine(plane, 'web-01');
    await plane.ask('PATCH', '/api/v1/machines/web-01/lifecycle', { json: { lifecycle: 'decommissioned' } });
    await removal(plane, 'web-01');
    await reported(plane, 'web-01', { tags: ['db'] });
    expect(await detailOf(plane, 'web-01')).toMatchObject({
      lifecycle: 'active',
      deployment: 'unknown',
      desired: null,
      pinned_tags: [],
      tags: ['db'],
      health: null,
    });
    // Its new actor begins where the new row says, not where the old one had ended.
    await plane.ask('PATCH', '/api/v1/machines/web-01/lifecycle', { json: { lifecycle: 'maintenance' } });
    expect((await detailOf(plane, 'web-01')).chart?.state).toEqual({ lifecycle: 'maintenance', deployment: 'unknown' });
    expect(complaints(plane)).toEqual([]);
  });

  test('can be registered again although it was decommissioned', async () => {
    const plane = await aServer();
    const register = () => plane.ask('POST', '/api/v1/machines/web-01/register', { json: {} });
    await register();
    await plane.ask('PATCH', '/api/v1/machines/web-01/lifecycle', { json: { lifecycle: 'decommissioned' } });
    expect((await register()).status).toBe(409);
    await removal(plane, 'web-01');
    expect((await register()).status).toBe(201);
  });

  test('goes although its actor cannot be restored', async () => {
    const plane = await aServer();
    await aRichMachine(plane, 'web-01');
    plane.db.exec(`UPDATE snapshots SET state = '{"value":"?"}'`);
    expect(await removal(plane, 'web-01')).toEqual([204, '']);
    await aRichMachine(plane, 'web-01');
    expect((await detailOf(plane, 'web-01')).chart?.state?.lifecycle).toBe('active');
  });
});

describe('a machine of a rollout', () => {
  /** Each machine's verdict and its reason, by machine. */
  async function partsIn(plane: ServedPlane, id: string): Promise<Record<string, unknown>> {
    const response = await plane.ask('GET', `/api/v1/rollouts/${id}`);
    const { machines = [] } = (await response.json()) as RolloutDetail;
    return Object.fromEntries(machines.map(({ machine_id, verdict, reason }) => [machine_id, [verdict, reason]]));
  }

  test('can be deleted while it is waited for: that goes on without it, and holds it no longer than itself', async () => {
    const { plane, id } = await aServedRollout();
    expect(await removal(plane, 'web-01')).toEqual([204, '']);
    expect(traces(plane, 'web-01')).toEqual({});
    for (const host of HOSTS.slice(1)) await reported(plane, host, { current_generation: WANTED, health: WELL });
    await until(plane, `SELECT status = 'completed' FROM rollouts`);
    expect(await partsIn(plane, id)).toMatchObject({
      ...{ 'web-01': ['skipped', 'it was deleted'], 'web-02': ['healthy', null], 'web-03': ['healthy', null] },
    });
    expect(plane.db.prepare('SELECT count(*) FROM claims').pluck().get()).toBe(0);
    expect(complaints(plane)).toEqual([]);
  });

  test('can be deleted before its batch, which passes it by', async () => {
    const { plane, id } = await aServedRollout({ strategy: 'staged', batch_sizes: ['1', '100%'] });
    const { machines = [] } = (await (await plane.ask('GET', `/api/v1/rollouts/${id}`)).json()) as RolloutDetail;
    const [first = '', second = '', third = ''] = machines.map(({ machine_id: machine }) => machine);
    expect(await removal(plane, second)).toEqual([204, '']);
    for (const host of [first, third]) {
      await until(plane, `SELECT started_at IS NOT NULL FROM rollout_machines WHERE machine_id = '${host}'`);
      await reported(plane, host, { current_generation: WANTED, health: WELL });
    }
    await until(plane, `SELECT status = 'completed' FROM rollouts`);
    expect(await partsIn(plane, id)).toMatchObject({ [second]: ['skipped', expect.any(String)] });
    expect(traces(plane, second)).toEqual({});
  });

  test('can be deleted while that is paused, and takes what it failed with it', async () => {
    const { plane } = await aServedRollout();
    await reported(plane, 'web-01', { success: false, message: 'rolled back: no' });
    await until(plane, `SELECT status = 'paused' FROM rollouts`);
    expect(traces(plane, 'web-01')).toMatchObject({ failed_paths: 1 });
    for (const host of HOSTS) expect(await removal(plane, host)).toEqual([204, '']);
    await until(plane, 'SELECT count(*) = 0 FROM mailbox');
    for (const host of HOSTS) expect(traces(plane, host)).toEqual({});
    expect(complaints(plane)).toEqual([]);
  });

  test('does not come back by mail when it is deleted in one breath with the cancellation', async () => {
    const { plane, id } = await aServedRollout();
    const actor = 'apikey:ops';
    const cancellation = plane.engine.request('cancelRollout', { id, actor });
    const removals = HOSTS.map((machineId) => plane.engine.request('deleteMachine', { machineId, actor }));
    await Promise.all([cancellation, ...removals]);
    await until(plane, 'SELECT count(*) = 0 FROM mailbox');
    for (const host of HOSTS) expect(traces(plane, host)).toEqual({});
    expect(complaints(plane)).toEqual([]);
  });

  test('can be deleted on its way back, and the others still go', async () => {
    const { plane, id } = await aServedRollout({ on_failure: 'revert' });
    await reported(plane, 'web-01', { success: false, message: 'rolled back: no' });
    await until(plane, `SELECT count(*) = 3 FROM rollout_machines WHERE verdict = 'reverting'`);
    expect(await removal(plane, 'web-01')).toEqual([204, '']);
    for (const host of HOSTS.slice(1)) await reported(plane, host, { health: WELL });
    await until(plane, `SELECT phase IN ('reverted', 'revert_incomplete') FROM rollouts`);
    expect(await partsIn(plane, id)).toMatchObject({ 'web-02': ['reverted', null], 'web-03': ['reverted', null] });
    expect(traces(plane, 'web-01')).toEqual({});
    expect(complaints(plane)).toEqual([]);
  });

  test('can be deleted when that is complete, whose history still names it', async () => {
    const { plane, id } = await aServedRollout();
    for (const host of HOSTS) await reported(plane, host, { current_generation: WANTED, health: WELL });
    await until(plane, `SELECT status = 'completed' FROM rollouts`);
    expect(await removal(plane, 'web-01')).toEqual([204, '']);
    for (const path of ['', '/why', '/why/web-01']) {
      const response = await plane.ask('GET', `/api/v1/rollouts/${id}${path}`);
      expect([path, response.status, await response.text()]).toEqual([path, 200, expect.stringContaining('web-01')]);
    }
  });
});
