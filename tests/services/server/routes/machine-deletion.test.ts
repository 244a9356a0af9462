import { describe, expect, test } from 'vitest';
import type { MachineDetail } from '../../../../machines/model/machine-detail.ts';
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

describe('a machine that a rollout needs', () => {
  test('cannot be deleted while that is active, in whatever batch it is', async () => {
    const { plane, id } = await aServedRollout({ strategy: 'staged', batch_sizes: ['1', '100%'] });
    for (const host of HOSTS) expect(await removal(plane, host)).toEqual([409, expect.stringContaining(id)]);
    expect(HOSTS.map((host) => traces(plane, host)['machines'])).toEqual([1, 1, 1]);
    expect(plane.db.prepare('SELECT count(*) FROM claims').pluck().get()).toBe(3);
  });

  test('cannot be deleted while that is paused, and goes once it is cancelled, without coming back', async () => {
    const { plane, id } = await aServedRollout();
    await reported(plane, 'web-01', { success: false, message: 'rolled back: no' });
    await until(plane, `SELECT status = 'paused' FROM rollouts`);
    expect(await removal(plane, 'web-02')).toEqual([409, expect.stringContaining('cancel it first')]);
    await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`);
    for (const host of HOSTS) expect(await removal(plane, host)).toEqual([204, '']);
    await until(plane, 'SELECT count(*) = 0 FROM mailbox');
    for (const host of HOSTS) expect(traces(plane, host)).toEqual({});
    const rollout = (await (await plane.ask('GET', `/api/v1/rollouts/${id}`)).json()) as { machines: unknown[] };
    expect(rollout.machines).toHaveLength(3);
    expect(complaints(plane)).toEqual([]);
  });

  test('does not come back by mail when it is deleted in one breath with the cancellation', async () => {
    const { plane, id } = await aServedRollout();
    const actor = 'apikey:ops';
    const removals = HOSTS.map((machineId) => plane.engine.request('deleteMachine', { machineId, actor }));
    await expect(Promise.all(removals)).rejects.toThrow(id);
    const cancellation = plane.engine.request('cancelRollout', { id, actor });
    const again = HOSTS.map((machineId) => plane.engine.request('deleteMachine', { machineId, actor }));
    await Promise.all([cancellation, ...again]);
    await until(plane, 'SELECT count(*) = 0 FROM mailbox');
    for (const host of HOSTS) expect(traces(plane, host)).toEqual({});
    expect(complaints(plane)).toEqual([]);
  });

  test('cannot be deleted while that takes back what it did, even if it is back itself', async () => {
    const { plane, id } = await aServedRollout({ on_failure: 'revert' });
    await reported(plane, 'web-01', { success: false, message: 'rolled back: no' });
    await until(plane, `SELECT count(*) = 3 FROM rollout_machines WHERE verdict = 'reverting'`);
    await reported(plane, 'web-01', { health: WELL });
    await until(plane, `SELECT count(*) = 1 FROM rollout_machines WHERE verdict = 'reverted'`);
    for (const host of HOSTS) expect(await removal(plane, host)).toEqual([409, expect.stringContaining(id)]);
    for (const host of HOSTS.slice(1)) await reported(plane, host, { health: WELL });
    await until(plane, `SELECT phase IS 'reverted' FROM rollouts`);
    expect(await removal(plane, 'web-01')).toEqual([204, '']);
  });

  test('is needed no more when that is complete, whose history still names it', async () => {
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
