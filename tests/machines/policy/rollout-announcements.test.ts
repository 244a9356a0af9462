import { describe, expect, test } from 'vitest';
import type { FleetEmission } from '../../../machines/emissions.ts';
import { paused, revertEnded, revertStarted, statusChanged } from '../../../machines/policy/rollout-announcements.ts';

const events = (said: readonly FleetEmission[]) =>
  said.flatMap((each) => (each.type === 'event' ? [`${each.name} ${JSON.stringify(each.detail)} ${each.actor}`] : []));
const actions = (said: readonly FleetEmission[]) =>
  said.flatMap((each) => (each.type === 'audit' ? [each.action] : []));

describe('a change of status', () => {
  test('keeps the detail of v0.1.1, to the order of its keys', () => {
    const change = { rollout: 'r-1', from: 'created', to: 'running', message: 'm', detail: { strategy: 'canary' } };
    expect(events(statusChanged({ ...change, actor: 'apikey:me' }))).toEqual([
      'status_change {"from":"created","to":"running","strategy":"canary"} apikey:me',
    ]);
    expect(events(statusChanged(change))[0]).toMatch(/ executor$/);
  });

  test('is audited here unless the request that caused it is', () => {
    const change = { rollout: 'r-1', from: 'paused', to: 'running', message: 'm' };
    expect(actions(statusChanged(change))).toEqual([]);
    expect(actions(paused('r-1', 'batch failure', { reason: 'why', by: undefined }))).toEqual(['rollout.paused']);
    expect(actions(revertStarted('r-1', 'batch failure', { machines: 2, reason: 'why' }))).toEqual(['rollout.failed']);
  });

  test.each(['batch failure', 'progress deadline'] as const)('because of a %s says so', (cause) => {
    expect(events(paused('r-1', cause, { reason: 'why', by: undefined }))).toEqual([
      `status_change {"from":"running","to":"paused","reason":"${cause}"} executor`,
    ]);
    expect(events(revertStarted('r-1', cause, { machines: 2, reason: 'why' }))).toEqual([
      `status_change {"from":"running","to":"failed","reason":"${cause} + revert"} executor`,
      'revert_started {"machines":2} executor',
    ]);
  });
});

describe('a pause', () => {
  const operators = paused('r-1', 'operator', { reason: 'paused by apikey:me', by: 'apikey:me' });

  test('by an operator is theirs, and the request has audited it', () => {
    expect(events(operators)).toEqual(['status_change {"from":"running","to":"paused","reason":"operator"} apikey:me']);
    expect(actions(operators)).toEqual([]);
    expect(operators).toMatchObject([{ message: 'the rollout is paused by apikey:me' }]);
  });

  test('after a failure says why', () => {
    const said = paused('r-1', 'batch failure', { reason: 'batch 2 failed', by: undefined });
    expect(said[0]).toMatchObject({ message: 'the rollout is paused: batch 2 failed' });
  });
});

describe('the end of the way back', () => {
  const done = { phase: 'revert_incomplete', reverted: 1, machines: 2 };

  test('says what came of it', () => {
    expect(events(revertEnded('r-1', done))).toEqual([
      'revert_completed {"phase":"revert_incomplete","reverted":1,"machines":2} executor',
    ]);
  });

  test('does not say of machines that had nothing to take back that they run something again', () => {
    const [said] = revertEnded('r-1', { phase: 'reverted', reverted: 2, machines: 2 });
    expect(said).toMatchObject({ message: '2 of 2 machines back, or with nothing to take back' });
  });

  test('says first who or what stopped it', () => {
    const stopped = { why: 'cancelled by apikey:me', actor: 'apikey:me' };
    expect(events(revertEnded('r-1', { ...done, stopped }))).toEqual([
      'revert_stopped {"reason":"cancelled by apikey:me"} apikey:me',
      'revert_completed {"phase":"revert_incomplete","reverted":1,"machines":2} executor',
    ]);
  });
});
