import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { Report } from '../../../machines/model/report.ts';
import { type AgentContext, newContext } from '../../../machines/policy/agent-cycle.ts';
import {
  attemptReportOf,
  driftSaid,
  failureSaid,
  healthReportOf,
  noteOf,
  reportEnd,
  reportOf,
  stuckSaid,
  wireReport,
} from '../../../machines/policy/agent-report.ts';
import { anAttempt, NEW, NOW, OLD, settings, well as wellSometime } from '../agent-story.ts';

const well = { ...wellSometime, timestamp: '2026-01-01T00:00:00Z' };
const condition = { reboot_required: true, drift_since: null, free_bytes: 7, clock_skew_ms: -3 };

const aContext = (changed: Partial<AgentContext> = {}): AgentContext => ({
  ...newContext(settings, NOW),
  ...{ running: OLD, health: well, condition, knowsAssignments: true },
  wanted: { path: NEW, cacheUrl: null, assignment: 'r:0:1' },
  ...changed,
});
const OF_V011 = { knowsAssignments: false, wanted: { path: NEW, cacheUrl: null, assignment: null } };

const reporter = {
  ...{ machineId: 'web-01', tags: ['web'], version: '0.2.0', uptimeSeconds: 5, bootId: 'b1', epoch: 'e1' },
};
const sent = (emission: ReturnType<typeof reportOf>) => wireReport({ ...emission, seq: 7, at: NOW }, reporter);

const MEMBERS = [
  ...['machine_id', 'current_generation', 'success', 'message', 'timestamp', 'tags', 'health'],
  ...['agent_version', 'uptime_seconds'],
];

describe('a report to a control plane of v0.1.1', () => {
  test.each([
    ['about what is wanted', reportOf(aContext(OF_V011), { kind: 'up-to-date', message: 'up-to-date', health: well })],
    [
      'about an attempt',
      attemptReportOf(aContext({ ...OF_V011, attempt: anAttempt() }), failureSaid('rolled-back', 'it was ill')),
    ],
    ['about its health', healthReportOf(aContext(OF_V011))],
  ])('%s has its nine members, in their order', (_, emission) => {
    expect(Object.keys(sent(emission))).toEqual(MEMBERS);
  });

  test('has a health block only when it is a periodic one', () => {
    expect(
      sent(reportOf(aContext(OF_V011), { kind: 'deployed', message: 'deployed', health: well })).health,
    ).toBeNull();
    expect(sent(healthReportOf(aContext(OF_V011))).health).toEqual(well);
  });
});

describe('a report to one of ours', () => {
  test('names assignment, outcome, boot and its own number', () => {
    const report = sent(reportOf(aContext(), { kind: 'applying', message: 'applying', outcome: 'running' }));
    expect(Object.keys(report).slice(0, 9)).toEqual(MEMBERS);
    expect(report).toMatchObject({ assignment: 'r:0:1', outcome: 'running', boot_id: 'b1', epoch: 'e1', seq: 7 });
    expect('condition' in report).toBe(false);
  });

  test('says periodically what condition the machine is in, and is evidence for no assignment', () => {
    expect(sent(healthReportOf(aContext()))).toMatchObject({ assignment: null, outcome: null, condition });
  });

  test('is about the assignment of its attempt, whatever is wanted by now and whatever is known', () => {
    const lost = aContext({ ...OF_V011, wanted: null, attempt: anAttempt({ assignment: 'r:9:1' }) });
    const report = sent(attemptReportOf(lost, failureSaid('apply-failed', 'no disk')));
    expect(report).toMatchObject({ assignment: 'r:9:1', outcome: 'apply_failed', message: 'apply failed: no disk' });
  });

  test.each([
    ['fetch-failed', 'fetch failed: x', 'fetch_failed'],
    ['apply-failed', 'apply failed: x', 'apply_failed'],
    ['rolled-back', 'rolled back: x', 'rolled_back'],
    ['rollback-failed', 'rollback failed: x', 'unhealthy'],
  ] as const)('%s says "%s"', (kind, message, outcome) => {
    expect(failureSaid(kind, 'x')).toEqual({ kind, success: false, message, outcome });
  });

  test('says of a machine that cannot be taken back why it should have been', () => {
    const attempt = anAttempt({ problem: { outcome: 'unhealthy', reason: 'it was ill' } });
    expect(stuckSaid('it hangs', attempt).message).toBe('rollback failed: it hangs; tried because: it was ill');
    expect(stuckSaid('it hangs', null).message).toBe('rollback failed: it hangs; tried because: it had failed');
  });

  test('says since when a machine has drifted, and from what', () => {
    const drift = { path: OLD, since: 0 };
    const reached = { path: NEW, assignment: null };
    expect(driftSaid(aContext({ drift, reached })).message).toBe(
      `drift: runs ${OLD} since 1970-01-01T00:00:00.000Z; wanted is ${NEW}`,
    );
    expect(driftSaid(aContext({ running: '' })).message).toBe('drift: runs nothing; wanted is nothing');
  });
});

describe('any report', () => {
  test('is one that the contract accepts, its message cut to what is accepted', () => {
    const said = failureSaid('rolled-back', 'ä'.repeat(10_000));
    const reports = [
      sent(reportOf(aContext(), said)),
      sent(reportOf(aContext(OF_V011), said)),
      sent(healthReportOf(aContext())),
    ];
    expect(reports.map((report) => Value.Check(Report, report))).toEqual([true, true, true]);
    expect(Buffer.byteLength(reports[0]?.message ?? '')).toBeLessThanOrEqual(4096);
  });

  test.each([
    ['up-to-date', 'up-to-date', { kind: 'check', hash: OLD, message: 'up-to-date' }],
    ['deployed', 'deployed', { kind: 'deploy', hash: OLD, message: 'success' }],
    ['rolled-back', 'rolled back: ill', { kind: 'rollback', hash: null, message: 'ill' }],
    ['rollback-failed', 'rollback failed: x', { kind: 'error', hash: null, message: 'rollback failed: x' }],
    ['reboot-required', 'reboot required', { kind: 'error', hash: null, message: 'reboot required' }],
  ] as const)('of the kind %s is written into the history of v0.1.1', (kind, message, note) => {
    expect(noteOf(reportOf(aContext(), { kind, message }))).toEqual({ type: 'note', ...note });
  });

  test.each(['applying', 'dry-run', 'drift', 'fetch-failed', 'health-check'] as const)(
    'of the kind %s is not',
    (kind) => expect(noteOf(reportOf(aContext(), { kind, message: kind }))).toBeUndefined(),
  );

  test.each([
    [200, 'taken'],
    [204, 'taken'],
    [400, 'rejected'],
    [413, 'rejected'],
    [422, 'rejected'],
    [401, 'kept'],
    [404, 'kept'],
    [500, 'kept'],
    [503, 'kept'],
  ])('that is answered with %d is %s', (status, end) => expect(reportEnd(status)).toBe(end));
});
