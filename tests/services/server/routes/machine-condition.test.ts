import { describe, expect, test } from 'vitest';
import type { MachineStatus } from '../../../../machines/model/machine.ts';
import type { MachineDetail } from '../../../../machines/model/machine-detail.ts';
import { reported } from '../../../support/a-served-rollout.ts';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';
import { seriesIn } from '../../../support/series.ts';

const CONDITION = {
  reboot_required: true,
  drift_since: '2026-05-02T08:00:00Z',
  free_bytes: 512,
  clock_skew_ms: -240_000,
};
const WELL = { reboot_required: false, drift_since: null, free_bytes: null, clock_skew_ms: null };

const asked = async <Answer>(plane: ServedPlane, path: string) =>
  (await (await plane.ask('GET', path, { role: 'readonly' })).json()) as Answer;
const detail = (plane: ServedPlane, id = 'web-01') => asked<MachineDetail>(plane, `/api/v1/machines/${id}`);
const list = (plane: ServedPlane) => asked<MachineStatus[]>(plane, '/api/v1/machines');

describe('the condition of a machine', () => {
  test('is what the newest report with one said, in its detail and in the list', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { condition: WELL });
    await reported(plane, 'web-01', { condition: CONDITION });
    await reported(plane, 'web-01', { condition: null });
    await reported(plane, 'web-01');
    expect((await detail(plane)).condition).toEqual(CONDITION);
    expect((await list(plane))[0]?.condition).toEqual(CONDITION);
  });

  test('of a v0.1.1 agent is null in its detail, and the list is v0.1.1’s', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    expect((await detail(plane)).condition).toBeNull();
    expect(Object.keys((await list(plane))[0] ?? {})).not.toContain('condition');
  });

  test('is of that machine alone, and goes when its agent says so', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { condition: CONDITION });
    await reported(plane, 'web-02', { condition: CONDITION });
    await reported(plane, 'web-01', { condition: WELL });
    expect([(await detail(plane)).condition, (await detail(plane, 'web-02')).condition]).toEqual([WELL, CONDITION]);
  });

  test('changes no verdict: the report is as routine as without it', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    const actors = () => plane.db.prepare('SELECT count(*) FROM snapshots').pluck().get();
    const before = actors();
    await reported(plane, 'web-01', { condition: CONDITION });
    expect([actors(), (await detail(plane)).system_state]).toEqual([before, 'ok']);
  });

  test.each([
    { ...CONDITION, free_bytes: -1 },
    { ...CONDITION, clock_skew_ms: 1.5 },
    { ...CONDITION, drift_since: 'yesterday' },
    { reboot_required: true },
    'reboot',
  ])('that is none is refused: %j', async (condition) => {
    const plane = await aServer();
    const json = aReport({ condition });
    const { status } = await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json });
    expect(status).toBe(422);
  });

  test('is counted over the fleet, without machines that are out of service for good', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { condition: CONDITION });
    await reported(plane, 'web-02', { condition: { ...CONDITION, drift_since: null } });
    await reported(plane, 'web-03', { condition: WELL });
    await reported(plane, 'web-04');
    await reported(plane, 'web-05', { condition: CONDITION });
    await plane.ask('PATCH', '/api/v1/machines/web-05/lifecycle', { json: { lifecycle: 'decommissioned' } });
    const series = seriesIn(await (await plane.ask('GET', '/metrics', { role: null })).text());
    expect([series.get('nixfleet_machines_reboot_required'), series.get('nixfleet_machines_drifted')]).toEqual([2, 1]);
  });
});
