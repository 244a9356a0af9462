import { describe, expect, test } from 'vitest';
import { Value } from 'typebox/value';
import { type LiveMachine, MachineFrame } from '../../../../machines/model/live-machine.ts';
import { aFleetViewer, fleetIn, type FleetViewer } from '../../../support/a-fleet-viewer.ts';
import { Journal } from '../../../support/a-journal.ts';
import { aLink } from '../../../support/a-link.ts';
import { reported } from '../../../support/a-served-rollout.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';

const CONDITION = { reboot_required: false, drift_since: null, free_bytes: 1000, clock_skew_ms: 0 };
const MACHINE = '/api/v1/machines/web-01';

async function asked(plane: ServedPlane, method: string, path: string, json?: unknown): Promise<void> {
  const response = await plane.ask(method, path, { json });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

const registered = (plane: ServedPlane, id: string, tags: string[] = []) =>
  asked(plane, 'POST', `/api/v1/machines/${encodeURIComponent(id)}/register`, { tags });

/** A viewer that has everything, of a machine that has reported. */
async function aWatchedMachine() {
  const plane = await aServer();
  await reported(plane, 'web-01', { condition: CONDITION });
  const viewer = await aFleetViewer(plane.url);
  await viewer.heard('current');
  return { plane, viewer };
}

/** Every frame of changes since the viewer was current, up to a change that is made for this. */
async function framesUntilNow(plane: ServedPlane, viewer: FleetViewer): Promise<LiveMachine[][]> {
  await registered(plane, 'last-one');
  const from = viewer.frames.findIndex(({ type }) => type === 'current');
  for (let past = from; ; past += 1) {
    await viewer.heard('machines', past);
    const frames = viewer.frames.slice(from).flatMap((frame) => (frame.type === 'machines' ? [frame.machines] : []));
    if (frames.at(-1)?.at(-1)?.machine_id === 'last-one') return frames;
  }
}

describe('the feed of machines', () => {
  test('begins with all of them, says when that was all, and of each what a list says and more', async () => {
    const plane = await aServer();
    await registered(plane, 'web-02', ['web', 'eu']);
    await reported(plane, 'web-01', { condition: CONDITION });
    const viewer = await aFleetViewer(plane.url);
    const { seq } = await viewer.heard('current');
    const [begin, machines] = viewer.frames;
    expect(begin).toMatchObject({ type: 'begin', anew: true });
    expect(machines).toMatchObject({ type: 'machines', seq, gone: [] });
    const [first, second] = fleetIn(viewer.frames);
    expect(first).toMatchObject({
      machine_id: 'web-01',
      current_generation: '/nix/store/a-web-01',
      desired_generation: null,
      condition: CONDITION,
      agent_state: null,
      agent_state_since: null,
      deployment: 'unknown',
      active_rollout: null,
    });
    expect(second).toMatchObject({ machine_id: 'web-02', lifecycle: 'active', tags: ['eu', 'web'], last_report: null });
    expect(viewer.frames.map((frame) => Value.Check(MachineFrame, frame))).toEqual([true, true, true]);
  });

  test('says at once that there are none', async () => {
    const viewer = await aFleetViewer((await aServer()).url);
    await viewer.heard('current');
    expect(viewer.frames).toMatchObject([
      { type: 'begin', anew: true },
      { type: 'current', seq: 0 },
    ]);
  });

  test.each<[string, (plane: ServedPlane) => Promise<unknown>, Partial<LiveMachine>]>([
    [
      'another system',
      (plane) => reported(plane, 'web-01', { current_generation: '/nix/store/b' }),
      { current_generation: '/nix/store/b' },
    ],
    ['a failure', (plane) => reported(plane, 'web-01', { success: false }), { system_state: 'error' }],
    ['another agent', (plane) => reported(plane, 'web-01', { agent_version: '9.9.9' }), { agent_version: '9.9.9' }],
    [
      'a reboot that is needed',
      (plane) => reported(plane, 'web-01', { condition: { ...CONDITION, reboot_required: true } }),
      { condition: { ...CONDITION, reboot_required: true } },
    ],
    [
      'drift',
      (plane) => reported(plane, 'web-01', { condition: { ...CONDITION, drift_since: '2026-04-20T09:00:00Z' } }),
      { condition: { ...CONDITION, drift_since: '2026-04-20T09:00:00Z' } },
    ],
    ['tags of its agent', (plane) => reported(plane, 'web-01', { tags: ['db'] }), { tags: ['db'] }],
    ['pinned tags', (plane) => asked(plane, 'PUT', `${MACHINE}/tags`, { tags: ['eu'] }), { tags: ['eu'] }],
    [
      'a move in its life',
      (plane) => asked(plane, 'PATCH', `${MACHINE}/lifecycle`, { lifecycle: 'maintenance' }),
      { lifecycle: 'maintenance' },
    ],
    [
      'what it should run',
      (plane) => asked(plane, 'POST', `${MACHINE}/notify-deploy`, { store_path: `/nix/store/${'a'.repeat(32)}-x` }),
      { desired_generation: `/nix/store/${'a'.repeat(32)}-x`, deployment: 'pending_deploy' },
    ],
    [
      'what its agent does',
      async (plane) => {
        const link = await aLink(plane.url);
        await link.hello();
        link.say({ type: 'state', seq: 1, state: 'fetching', since: '2026-04-20T09:20:00Z' });
      },
      { agent_state: 'fetching', agent_state_since: '2026-04-20T09:20:00Z' },
    ],
  ])('tells %s, once', async (_, deed, shown) => {
    const { plane, viewer } = await aWatchedMachine();
    const past = viewer.frames.length;
    await deed(plane);
    expect((await viewer.heard('machines', past)).machines).toMatchObject([{ machine_id: 'web-01', ...shown }]);
    const frames = await framesUntilNow(plane, viewer);
    expect(frames.flat().map(({ machine_id }) => machine_id)).toEqual(['web-01', 'last-one']);
  });

  test('tells nothing of routine reports', async () => {
    const { plane, viewer } = await aWatchedMachine();
    for (const free_bytes of [999, 998, 997]) {
      const said = { condition: { ...CONDITION, free_bytes, clock_skew_ms: free_bytes }, uptime_seconds: free_bytes };
      await reported(plane, 'web-01', { ...said, message: 'still here', timestamp: '2026-05-20T09:15:02Z' });
    }
    const frames = await framesUntilNow(plane, viewer);
    expect(frames.flat().map(({ machine_id }) => machine_id)).toEqual(['last-one']);
  });

  test('tells of rollouts that claim machines, and of their end', async () => {
    const { plane, viewer } = await aWatchedMachine();
    const release = await plane.ask('POST', '/api/v1/releases', { json: A_RELEASE });
    const { id } = (await release.json()) as { id: string };
    const body = { release_id: id, target: { hosts: ['web-01'] }, strategy: 'all_at_once', health_timeout: 300 };
    const created = await plane.ask('POST', '/api/v1/rollouts', {
      json: { ...body, failure_threshold: '0', on_failure: 'pause' },
    });
    const { rollout_id } = (await created.json()) as { rollout_id: string };
    for (let past = 0; fleetIn(viewer.frames)[0]?.active_rollout !== rollout_id; past += 1)
      await viewer.heard('machines', past);
    await asked(plane, 'POST', `/api/v1/rollouts/${rollout_id}/cancel`);
    for (let past = 0; fleetIn(viewer.frames)[0]?.active_rollout !== null; past += 1)
      await viewer.heard('machines', past);
    expect(fleetIn(viewer.frames)).toMatchObject([{ machine_id: 'web-01', active_rollout: null }]);
  });

  test('tells several changes of a machine at once, and of those meanwhile only the last', async () => {
    const journal = new Journal();
    const plane = await aServer({ engine: journal.engine });
    plane.db.exec(`INSERT INTO machines (machine_id) VALUES ('web-01'), ('web-02')`);
    const viewer = await aFleetViewer(plane.url);
    await viewer.heard('current');
    for (const word of ['pending_deploy', 'failed', 'in_sync'])
      plane.db.prepare('UPDATE machines SET deployment = ?').run(word);
    journal.nudge();
    journal.nudge();
    const shown = await viewer.heard('machines', viewer.frames.length);
    expect(shown.machines.map(({ machine_id, deployment }) => [machine_id, deployment])).toEqual([
      ['web-01', 'in_sync'],
      ['web-02', 'in_sync'],
    ]);
    plane.db.exec(`INSERT INTO machines (machine_id) VALUES ('web-03')`);
    journal.nudge();
    await viewer.heard('machines', viewer.frames.length);
    expect(viewer.frames).toHaveLength(5);
  });

  test('tells who is deleted, and who is there again', async () => {
    const { plane, viewer } = await aWatchedMachine();
    const past = viewer.frames.length;
    await asked(plane, 'DELETE', MACHINE);
    expect(await viewer.heard('machines', past)).toMatchObject({ machines: [], gone: ['web-01'] });
    await registered(plane, 'web-01', ['again']);
    const back = await viewer.heard('machines', past + 1);
    expect(back).toMatchObject({ machines: [{ machine_id: 'web-01', tags: ['again'] }], gone: [] });
  });

  test('goes on where a viewer was, with exactly what it missed', async () => {
    const { plane, viewer } = await aWatchedMachine();
    for (const id of ['web-02', 'web-03', 'web-04']) await registered(plane, id);
    const first = await aFleetViewer(plane.url);
    const { seq } = await first.heard('current');
    const { epoch } = await first.heard('begin');
    viewer.socket.terminate();
    first.socket.terminate();
    await asked(plane, 'DELETE', '/api/v1/machines/web-02');
    await asked(plane, 'PUT', '/api/v1/machines/web-03/tags', { tags: ['eu'] });
    await registered(plane, 'web-05');
    const second = await aFleetViewer(plane.url, { seq, epoch });
    await second.heard('current');
    expect(second.frames).toMatchObject([
      { type: 'begin', epoch, anew: false },
      { type: 'machines', machines: [{ machine_id: 'web-03' }, { machine_id: 'web-05' }], gone: ['web-02'] },
      { type: 'current' },
    ]);
    const all = await aFleetViewer(plane.url);
    await all.heard('current');
    expect(fleetIn(second.frames, fleetIn(first.frames))).toEqual(fleetIn(all.frames));
  });

  test.each([
    ['fewer changes', 2],
    ['more changes', 20],
  ])('of another database, with %s than the viewer saw, begins anew with what is there', async (_, count) => {
    const before = await aServer();
    for (const id of ['web-01', 'web-02', 'web-03', 'web-04', 'web-05']) await registered(before, id, ['old']);
    const first = await aFleetViewer(before.url);
    const { seq } = await first.heard('current');
    const { epoch } = await first.heard('begin');
    const restored = await aServer();
    await registered(restored, 'web-01', ['restored']);
    for (let index = 1; index < count; index += 1) await registered(restored, `new-${index}`);
    const second = await aFleetViewer(restored.url, { seq, epoch });
    await second.heard('current');
    expect(second.frames[0]).toMatchObject({ type: 'begin', anew: true });
    const shown = fleetIn(second.frames, fleetIn(first.frames));
    expect(shown).toHaveLength(count);
    expect(shown.at(-1)).toMatchObject({ machine_id: 'web-01', tags: ['restored'] });
  });
});

const A_RELEASE = {
  entries: [{ hostname: 'web-01', store_path: `/nix/store/${'a'.repeat(32)}-x`, platform: 'x86_64-linux', tags: [] }],
};
