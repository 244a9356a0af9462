import { describe, expect, test } from 'vitest';
import type { AgentLogLine, MachineDetail, MachineReport } from '../../../../machines/model/machine-detail.ts';
import { aServedRollout, BEFORE, reported, WANTED } from '../../../support/a-served-rollout.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';
import { until } from '../../../support/until.ts';

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const SICK = {
  results: [
    { status: 'pass', check_name: 'ssh', duration_ms: 1 },
    { status: 'fail', check_name: 'nginx', duration_ms: 12, message: 'inactive' },
  ],
  all_passed: false,
  timestamp: '2026-04-20T09:15:02Z',
};

async function read<Answer>(plane: ServedPlane, path: string): Promise<Answer> {
  const response = await plane.ask('GET', `/api/v1/machines/${path}`, { role: 'readonly' });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Answer;
}

const detailOf = (plane: ServedPlane, id: string) => read<MachineDetail>(plane, id);

describe('GET one machine', () => {
  test('is a 404 with a text for one that is unknown', async () => {
    const plane = await aServer();
    for (const path of ['', '/reports', '/logs']) {
      const response = await plane.ask('GET', `/api/v1/machines/web-09${path}`);
      expect([response.status, await response.text()]).toEqual([404, 'there is no machine web-09']);
    }
  });

  test('shows one that was only announced, with nulls for what nobody knows', async () => {
    const plane = await aServer();
    const json = { lifecycle: 'pending', tags: ['web'] };
    await plane.ask('POST', '/api/v1/machines/web-01/register', { json });
    expect(await detailOf(plane, 'web-01')).toEqual({
      machine_id: 'web-01',
      current_generation: '',
      desired_generation: null,
      agent_version: '',
      system_state: 'unknown',
      uptime_seconds: 0,
      last_report: null,
      lifecycle: 'pending',
      tags: ['web'],
      seconds_since_last_report: null,
      declared_tags: ['web'],
      pinned_tags: [],
      registered_at: expect.stringMatching(RFC3339),
      last_seen: null,
      boot_id: null,
      agent_state: null,
      agent_state_since: null,
      condition: null,
      deployment: 'unknown',
      open_assignment: null,
      active_rollout: null,
      desired: null,
      chart: null,
      health: null,
      reports: [],
      assignments: [],
    });
  });

  test('shows the same ten fields as the list does', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { tags: ['web', 'prod'], agent_version: '0.1.0', uptime_seconds: 7 });
    const [listed] = (await (await plane.ask('GET', '/api/v1/machines')).json()) as Record<string, unknown>[];
    const { seconds_since_last_report: _, ...same } = listed ?? {};
    expect(await detailOf(plane, 'web-01')).toMatchObject(same);
  });

  test('tells our clock from the agent’s, and what its link says', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { timestamp: '2001-02-03T04:05:06Z', boot_id: 'boot-7' });
    await plane.engine.request('noteAgentStates', {
      states: [{ machineId: 'web-01', state: 'fetching', since: Date.UTC(2026, 3, 20, 9, 15) }],
    });
    const { last_seen, ...machine } = await detailOf(plane, 'web-01');
    expect(machine).toMatchObject({
      last_report: '2001-02-03T04:05:06Z',
      boot_id: 'boot-7',
      agent_state: 'fetching',
      agent_state_since: '2026-04-20T09:15:00Z',
    });
    const ago = Date.now() - Date.parse(last_seen ?? '');
    expect(ago).toBeGreaterThanOrEqual(0);
    expect(ago).toBeLessThan(3_600_000);
  });

  test('shows its part in a rollout while it goes on, and the verdict after it', async () => {
    const { plane, id } = await aServedRollout();
    const part = {
      rollout_id: id,
      release_id: expect.stringMatching(/^rel-/),
      rollout_status: 'running',
      batch_index: 0,
      batch_status: 'waiting_health',
      verdict: 'pending',
      reason: null,
      wanted: WANTED,
      previous: BEFORE,
      attempt: 1,
      created_at: expect.stringMatching(RFC3339),
      started_at: expect.stringMatching(RFC3339),
      settled_at: null,
    };
    const assignment = `${id}:0:1`;
    expect(await detailOf(plane, 'web-01')).toMatchObject({
      deployment: 'pending_deploy',
      open_assignment: assignment,
      active_rollout: id,
      desired: { hash: WANTED, cache_url: 'http://cache:5000', assignment, set_at: expect.stringMatching(RFC3339) },
      chart: { version: 2, state: { lifecycle: 'active', deployment: 'pending_deploy' } },
      assignments: [part],
    });
    await reported(plane, 'web-01', { current_generation: WANTED, health: SICK, assignment, outcome: 'unhealthy' });
    await until(plane, `SELECT status = 'paused' FROM rollouts`);
    const failed = await detailOf(plane, 'web-01');
    expect(failed).toMatchObject({
      deployment: 'failed',
      open_assignment: null,
      active_rollout: id,
      health: { generation: WANTED, all_passed: false, results: SICK.results },
      assignments: [
        {
          ...part,
          rollout_status: 'paused',
          batch_status: 'failed',
          verdict: 'unhealthy',
          reason: expect.stringContaining('up-to-date'),
          settled_at: expect.stringMatching(RFC3339),
        },
      ],
    });
    expect(failed.reports.map(({ outcome, assignment: named }) => [outcome, named])).toEqual([
      ['unhealthy', assignment],
      [null, null],
    ]);
  });

  test('shows the newest 20 reports and parts in rollouts, newest first', async () => {
    const plane = await aServer();
    for (let index = 0; index < 25; index += 1) await reported(plane, 'web-01', { message: `report ${index}` });
    const rollout = plane.db.prepare(
      `INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, status, seed, created_at, updated_at, created_by)
       VALUES (@id, 'rel-1', 'canary', '[]', '0', 'pause', 'completed', 1, @at, @at, 'apikey:ops')`,
    );
    const batch = plane.db.prepare(
      `INSERT INTO rollout_batches (id, rollout_id, batch_index, size) VALUES (@id || '-b0', @id, 0, 1)`,
    );
    const part = plane.db.prepare(
      `INSERT INTO rollout_machines (rollout_id, machine_id, batch_index, position, wanted) VALUES (@id, 'web-01', 0, 0, '/x')`,
    );
    plane.db.exec(`INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-1', 1, 0, 'apikey:ops')`);
    for (let index = 0; index < 25; index += 1) {
      for (const insert of [rollout, batch, part]) insert.run({ id: `r-${index}`, at: (index >> 1) * 1000 });
    }
    const { reports, assignments } = await detailOf(plane, 'web-01');
    const newest = Array.from({ length: 20 }, (_, index) => 24 - index);
    expect(reports.map(({ message }) => message)).toEqual(newest.map((index) => `report ${index}`));
    expect(assignments.map(({ rollout_id }) => rollout_id)).toEqual(newest.map((index) => `r-${index}`));
  });

  test.each([
    ['text that is no JSON', '{"value":'],
    ['JSON of another shape', '{"value":["?"]}'],
    ['nothing', ''],
  ])('whose actor was stored as %s is shown all the same', async (_, state) => {
    const plane = await aServer();
    await plane.ask('POST', '/api/v1/machines/web-01/notify-deploy', { json: { store_path: '/nix/store/c' } });
    plane.db.prepare(`UPDATE snapshots SET state = ? WHERE address = 'machine:web-01'`).run(state);
    expect(await detailOf(plane, 'web-01')).toMatchObject({
      deployment: 'pending_deploy',
      chart: { version: 2, state: null },
    });
  });
});

describe('the reports of a machine', () => {
  test('are read page by page, newest first, each with the health block that came with it', async () => {
    const plane = await aServer();
    for (const message of ['a', 'b', 'c', 'd', 'e']) {
      await reported(plane, 'web-01', { message, ...(message === 'c' && { health: SICK, success: false }) });
      await reported(plane, 'web-02', { message: 'of another' });
    }
    const seen: MachineReport[] = [];
    let path: string | undefined = '/api/v1/machines/web-01/reports?limit=2';
    for (let pages = 1; path !== undefined; pages += 1) {
      const response = await plane.ask('GET', path, { role: 'readonly' });
      const items = (await response.json()) as MachineReport[];
      expect(items).toHaveLength(pages < 3 ? 2 : 1);
      seen.push(...items);
      path = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(seen.map(({ message }) => message)).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(seen.map(({ health }) => health?.results)).toEqual([
      undefined,
      undefined,
      SICK.results,
      undefined,
      undefined,
    ]);
    expect(seen[2]).toEqual({
      id: expect.any(Number),
      generation: BEFORE,
      success: false,
      message: 'c',
      received_at: expect.stringMatching(RFC3339),
      assignment: null,
      outcome: null,
      health: { generation: BEFORE, all_passed: false, results: SICK.results, received_at: seen[2]?.received_at },
    });
  });

  test('stay when their health blocks are gone for their age', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { health: SICK });
    plane.db.exec('DELETE FROM health_reports');
    expect(await read(plane, 'web-01/reports')).toMatchObject([{ success: true, health: null }]);
  });

  test('end a page early when their health blocks are large', async () => {
    const plane = await aServer();
    const message = 'x'.repeat(4000);
    const results = Array.from({ length: 240 }, () => ({ ...SICK.results[1], message }));
    for (let index = 0; index < 10; index += 1) await reported(plane, 'web-01', { health: { ...SICK, results } });
    const first = await plane.ask('GET', '/api/v1/machines/web-01/reports?limit=10');
    const { length } = (await first.json()) as MachineReport[];
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(10);
    const next = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(await (await plane.ask('GET', next)).json()).toHaveLength(10 - length);
  });

  test.each(['reports', 'logs'])('and its log refuse what is no place in them: %s', async (list) => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    for (const query of ['after=x', 'after=-1', 'limit=some', 'limit=-1']) {
      expect([query, (await plane.ask('GET', `/api/v1/machines/web-01/${list}?${query}`)).status]).toEqual([
        query,
        400,
      ]);
    }
  });
});

describe('the log of a machine', () => {
  test('is read page by page, last line first, and knows attempt and number of each line', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    await plane.engine.request('keepAgentLog', { machineId: 'web-01', attempt: 'a-1', n: 0, lines: ['one', 'two'] });
    await plane.engine.request('keepAgentLog', { machineId: 'web-01', attempt: 'a-2', n: 7, lines: ['three'] });
    const first = await plane.ask('GET', '/api/v1/machines/web-01/logs?limit=2', { role: 'readonly' });
    const lines = (await first.json()) as AgentLogLine[];
    expect(lines.map(({ attempt, n, line }) => [attempt, n, line])).toEqual([
      ['a-2', 7, 'three'],
      ['a-1', 1, 'two'],
    ]);
    expect(lines[0]).toEqual({ ...lines[0], id: expect.any(Number), received_at: expect.stringMatching(RFC3339) });
    const link = first.headers.get('link');
    expect(link).toBe(`</api/v1/machines/web-01/logs?limit=2&after=${lines[1]?.id}>; rel="next"`);
    expect(await read(plane, `web-01/logs?after=${lines[1]?.id}`)).toMatchObject([{ line: 'one', n: 0 }]);
  });
});
