import { describe, expect, test } from 'vitest';
import { type RolloutModel, rolloutModel, withFrames } from '../../../../services/board/rollouts/rollout-model.ts';
import { aBatch, aMachine, aRollout, aRow, second } from './a-rollout.ts';

const settled = (verdict: string, reason: string | null = null, seq = 11) =>
  aRow({ seq, machine_id: 'web-01', detail: { batch_index: 0, machine_id: 'web-01', verdict, reason } });
const machine = (model: RolloutModel) => model.machines.get('web-01');

describe('the model of a rollout', () => {
  test('has the verdict that a row tells, its reason, and when', () => {
    const model = withFrames(rolloutModel(aRollout()), [settled('unhealthy', 'nginx: inactive')]);
    expect(machine(model)).toMatchObject({
      verdict: 'unhealthy',
      reason: 'nginx: inactive',
      failure: 'nginx: inactive',
      settled_at: second(20),
    });
    expect(model).toMatchObject({ seq: 11, isStale: false });
  });

  test('passes over rows that it has already', () => {
    const before = rolloutModel(aRollout());
    expect(withFrames(before, [settled('unhealthy', 'old', 10)])).toBe(before);
  });

  test('keeps what was heard while it was fetched', () => {
    const heard = [settled('unhealthy', 'was before', 10), settled('healthy', null, 11)];
    expect(machine(rolloutModel(aRollout(), heard))).toMatchObject({ verdict: 'healthy', reason: null });
  });

  test('changes nothing of the model before', () => {
    const before = rolloutModel(aRollout());
    withFrames(before, [settled('healthy')]);
    expect(machine(before)?.verdict).toBe('pending');
  });

  test('begins a new try when a machine is told again', () => {
    const failed = aMachine({ verdict: 'unhealthy', reason: 'x', settled_at: second(5) });
    const model = withFrames(rolloutModel(aRollout({ machines: [failed] })), [
      aRow({ type: 'machine_told', machine_id: 'web-01' }),
    ]);
    expect(machine(model)).toMatchObject({ verdict: 'pending', reason: null, attempt: 2, settled_at: null });
  });

  test.each([
    ['batch_started', { status: 'deploying', started_at: second(20), completed_at: null }],
    ['batch_waiting_health', { status: 'waiting_health' }],
    ['batch_completed', { status: 'succeeded', completed_at: second(20) }],
    ['batch_failed', { status: 'failed', completed_at: second(20) }],
  ])('has the batch after %s', (type, lane) => {
    const before = rolloutModel(aRollout({ batches: [aBatch({ completed_at: second(1) })] }));
    const after = withFrames(before, [aRow({ type, detail: { batch_index: 0 } })]);
    expect(after.lanes[0]).toMatchObject(lane);
    expect(after.isStale).toBe(false);
  });

  test('has the new status at once, and is to be fetched for its reason', () => {
    const after = withFrames(rolloutModel(aRollout()), [aRow({ type: 'status_change', detail: { to: 'paused' } })]);
    expect(after).toMatchObject({ rollout: { status: 'paused' }, isStale: true });
  });

  test.each([
    ['rows are missing', { type: 'gap', from: 5, to: 12 } as const],
    ['it hears of a machine that it does not know', aRow({ machine_id: 'new' })],
    ['it hears of a batch that it does not know', aRow({ type: 'batch_started', detail: { batch_index: 7 } })],
    ['machines are taken back', aRow({ type: 'revert_started' })],
  ])('is to be fetched when %s', (_, frame) => {
    expect(withFrames(rolloutModel(aRollout()), [frame]).isStale).toBe(true);
  });

  test('takes a word that it does not know for nothing', () => {
    const after = withFrames(rolloutModel(aRollout()), [
      aRow({ type: 'status_change', detail: { to: 'on_fire' } }),
      aRow({ seq: 12, type: 'something_new', machine_id: 'web-01' }),
    ]);
    expect(after.rollout.status).toBe('running');
    expect(after.events.map(({ event_type }) => event_type)).toEqual(['status_change', 'something_new']);
  });
});
