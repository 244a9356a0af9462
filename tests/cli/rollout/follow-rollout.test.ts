import { describe, expect, test } from 'vitest';
import type { RolloutSource } from '../../../cli/rollout/follow-rollout.ts';
import { HttpFailed, Unreachable } from '../../../machines/errors.ts';
import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { aFrame, aRollout } from '../output/a-rollout.ts';
import { feedOf, inTurn, shown, watch } from '../output/a-watch.ts';

describe('waiting for a rollout', () => {
  test('shows each row and ends when the rollout is over', async () => {
    const { lines, progress } = shown();
    const frames = [
      aFrame(11, { type: 'machine_settled', message: 'a is healthy', detail: { verdict: 'healthy' } }),
      aFrame(12, { message: 'the rollout is complete', detail: { to: 'completed' } }),
    ];
    const rollout = inTurn([aRollout(), aRollout({ status: 'completed' })]);
    const watched = await watch(
      { rollout, feed: ({ signal }: { signal: AbortSignal }) => feedOf(frames, signal) },
      { progress },
    );
    expect(watched).toMatchObject({ end: 'over', rollout: { status: 'completed' } });
    expect(lines).toEqual(['  ✔ a is healthy', 'the rollout is complete']);
  });

  test('shows all rows of a rollout that was over before they were read', async () => {
    const { lines, progress } = shown();
    const frames = [
      aFrame(11, { message: 'it starts', detail: { to: 'running' } }),
      aFrame(12, { type: 'machine_settled', message: 'a is healthy', detail: { verdict: 'healthy' } }),
      aFrame(13, { message: 'the rollout is complete', detail: { to: 'completed' } }),
    ];
    const rollout = inTurn([aRollout(), aRollout({ status: 'completed', last_seq: 13 })]);
    await watch({ rollout, feed: ({ signal }: { signal: AbortSignal }) => feedOf(frames, signal) }, { progress });
    expect(lines).toEqual(['it starts', '  ✔ a is healthy', 'the rollout is complete']);
  });

  test('goes on past an old row of a pause that has ended', async () => {
    const { lines, progress } = shown();
    const frames = [
      aFrame(5, { message: 'paused', detail: { to: 'paused' } }),
      aFrame(9, { message: 'cancelled', detail: { to: 'cancelled' } }),
    ];
    const rollout = inTurn([aRollout(), aRollout(), aRollout({ status: 'cancelled' })]);
    const watched = await watch(
      { rollout, feed: ({ signal }: { signal: AbortSignal }) => feedOf(frames, signal) },
      { progress },
    );
    expect(lines).toEqual(['paused', 'cancelled']);
    expect(watched.rollout?.status).toBe('cancelled');
  });

  test('waits until a failed rollout has taken back what it did', async () => {
    const { lines, progress } = shown();
    const frames = [
      aFrame(1, { message: 'failed', detail: { to: 'failed' } }),
      aFrame(2, { type: 'machine_reverted', message: 'a is back', detail: { verdict: 'reverted' } }),
      aFrame(3, { type: 'revert_completed', message: 'all are back' }),
    ];
    const rollout = inTurn([
      aRollout(),
      aRollout({ status: 'failed', phase: 'reverting' }),
      aRollout({ status: 'failed', phase: 'reverted' }),
    ]);
    const watched = await watch(
      { rollout, feed: ({ signal }: { signal: AbortSignal }) => feedOf(frames, signal) },
      { progress },
    );
    expect(lines).toEqual(['failed', '  ↩ a is back', 'all are back']);
    expect(watched.rollout?.phase).toBe('reverted');
  });

  test('asks again while the control plane is away', async () => {
    const { progress } = shown();
    const away = [new Unreachable('it is away'), new HttpFailed('it starts', 503)];
    const rollout = inTurn([aRollout(), ...away, aRollout({ status: 'completed' })]);
    const frames = [aFrame(1, { detail: { to: 'completed' } })];
    const watched = await watch(
      { rollout, feed: ({ signal }: { signal: AbortSignal }) => feedOf(frames, signal) },
      { progress },
    );
    expect(watched.end).toBe('over');
  });

  test('shows a lost connection as a pause only', async () => {
    const { lines, states, progress } = shown();
    const rollout = inTurn([aRollout(), aRollout({ status: 'completed' })]);
    const feed: RolloutSource['feed'] = async function* ({ onState }) {
      onState('connected');
      onState('lost');
      onState('connected');
      yield aFrame(1, { message: 'done' });
    };
    await watch({ rollout, feed }, { progress });
    expect(lines).toEqual(['done']);
    expect(states).toContain('the control plane is away; waiting for it');
  });

  test('asks again and again where there is no feed', async () => {
    const { lines, progress } = shown();
    const event = {
      id: 1,
      rollout_id: 'r-1',
      event_type: 'batch_started',
      detail: '{"batch_index":0}',
      actor: 'executor',
      created_at: '',
    };
    const rollout = inTurn([
      aRollout(),
      aRollout({ events: [event] }),
      aRollout({ events: [event], status: 'completed' }),
    ]);
    const feed: RolloutSource['feed'] = async function* () {
      yield* [];
      throw new HttpFailed('there is no such route', 404);
    };
    expect(await watch({ rollout, feed }, { progress })).toMatchObject({ end: 'over' });
    expect(lines).toEqual(['batch_started {"batch_index":0}']);
  });

  test('is over at once for a rollout that is, when all of it was seen', async () => {
    const { progress } = shown();
    const feed: RolloutSource['feed'] = () => {
      throw new Error('nobody should follow');
    };
    expect(
      await watch({ rollout: inTurn([aRollout({ status: 'paused' })]), feed }, { progress, after: 10 }),
    ).toMatchObject({ end: 'over' });
  });

  test('ends after its time, with the rollout as it was last seen', async () => {
    const { progress } = shown();
    const source = { rollout: inTurn([aRollout()]), feed: ({ signal }: { signal: AbortSignal }) => feedOf([], signal) };
    expect(await watch(source, { progress, timeoutSeconds: 0.01 })).toMatchObject({
      end: 'timed_out',
      rollout: { status: 'running' },
    });
  });

  test('ends when it is interrupted', async () => {
    const { progress } = shown();
    const stop = new AbortController();
    const feed: RolloutSource['feed'] = ({ signal }) => {
      stop.abort();
      return feedOf([], signal);
    };
    expect(await watch({ rollout: inTurn([aRollout()]), feed }, { progress, signal: stop.signal })).toMatchObject({
      end: 'interrupted',
    });
  });

  test('asks again when the control plane is away from the start: the rollout was made a moment ago', async () => {
    const { progress } = shown();
    const away = [new Unreachable('it is away'), new HttpFailed('it starts', 503)];
    const source = {
      rollout: inTurn([...away, aRollout({ status: 'completed' })]),
      feed: ({ signal }: { signal: AbortSignal }) => feedOf([], signal),
    };
    expect(await watch(source, { progress, after: 10 })).toMatchObject({ end: 'over' });
  });

  test('ends after its time though the control plane never came back', async () => {
    const { progress } = shown();
    const source = {
      rollout: inTurn([new Unreachable('it is away')]),
      feed: ({ signal }: { signal: AbortSignal }) => feedOf([], signal),
    };
    expect(await watch(source, { progress, timeoutSeconds: 0.01 })).toEqual({
      end: 'timed_out',
      rollout: undefined,
      waiting: [],
    });
  });

  test('ends when it is interrupted while the control plane does not answer', async () => {
    const { progress } = shown();
    const stop = new AbortController();
    const rollout = () => {
      stop.abort();
      return new Promise<RolloutDetail>(() => undefined);
    };
    const source = { rollout, feed: ({ signal }: { signal: AbortSignal }) => feedOf([], signal) };
    expect(await watch(source, { progress, signal: stop.signal })).toEqual({
      end: 'interrupted',
      rollout: undefined,
      waiting: [],
    });
  });

  test('ends when the rollout is deleted, with how it was last seen', async () => {
    const { progress } = shown();
    const source = {
      rollout: inTurn([aRollout(), new HttpFailed('no such rollout', 404)]),
      feed: ({ signal }: { signal: AbortSignal }) => feedOf([{ type: 'end', reason: 'deleted' }], signal),
    };
    expect(await watch(source, { progress })).toMatchObject({ end: 'deleted', rollout: { status: 'running' } });
  });

  test('shows only text of what an old control plane tells', async () => {
    const { lines, progress } = shown();
    const event = { id: 1, rollout_id: 'r-1', event_type: 'note', detail: '\u001b[2Jgone', actor: 'a', created_at: '' };
    const feed: RolloutSource['feed'] = async function* () {
      yield* [];
      throw new HttpFailed('there is no such route', 404);
    };
    await watch(
      { rollout: inTurn([aRollout(), aRollout({ events: [event], status: 'completed' })]), feed },
      { progress },
    );
    expect(lines).toEqual(['note gone']);
  });

  test('tells each row, and the rollout after a hole', async () => {
    const { progress } = shown();
    const told: unknown[] = [];
    const frames = [
      aFrame(11, { type: 'machine_told' }),
      { type: 'gap', from: 12, to: 20 } as const,
      aFrame(21, { detail: { to: 'failed' } }),
    ];
    const rollout = inTurn([aRollout(), aRollout({ last_seq: 20 }), aRollout({ status: 'failed' })]);
    const source = { rollout, feed: ({ signal }: { signal: AbortSignal }) => feedOf(frames, signal) };
    await watch(source, { progress, tell: (news) => told.push(news) });
    expect(told).toMatchObject([
      { type: 'row', row: { seq: 11 } },
      { type: 'status', rollout: { last_seq: 20 } },
      { type: 'row', row: { seq: 21 } },
    ]);
  });

  test('tells the rollout when it has changed, where there is no feed', async () => {
    const { progress } = shown();
    const told: unknown[] = [];
    const rollout = inTurn([aRollout(), aRollout(), aRollout(), aRollout({ status: 'completed' })]);
    const feed: RolloutSource['feed'] = async function* () {
      yield* [];
      throw new HttpFailed('there is no such route', 404);
    };
    await watch({ rollout, feed }, { progress, tell: (news) => told.push(news) });
    expect(told).toMatchObject([{ rollout: { status: 'running' } }, { rollout: { status: 'completed' } }]);
  });

  test('fails when the control plane refuses', async () => {
    const { progress } = shown();
    const source = {
      rollout: inTurn([new HttpFailed('no such rollout', 404)]),
      feed: ({ signal }: { signal: AbortSignal }) => feedOf([], signal),
    };
    await expect(watch(source, { progress })).rejects.toThrow('no such rollout');
  });
});
