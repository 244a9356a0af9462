import { describe, expect, test } from 'vitest';
import { wireState } from '../../machines/wire-state.ts';
import { areTold, batch, deadline, gone, named, settled, soaks, start, told } from './a-batch.ts';

describe('a batch that soaks', () => {
  const order = { soakMs: 60_000, allowed: 1 };

  test('is so once all that are left are healthy, and gives the last the whole time', () => {
    const first = batch(order, start, areTold(), soaks(), settled('unhealthy'));
    expect(first.state.value).toEqual({ active: 'waiting_health' });
    const { state, last } = batch(order, start, areTold(), soaks(), settled('unhealthy'), soaks(1, 50_000));
    expect(state.value).toEqual({ active: 'soaking' });
    expect(wireState(state)).toBe('waiting_health');
    expect(state.context.deadline).toBe(115_000);
    expect(named(last, 'batch_soaking')).toMatchObject([{ detail: { batch_index: 0, soaking: 2, soak_seconds: 60 } }]);
  });

  test('begins to when every machine was told, though all were healthy before', () => {
    const way = [start, soaks(), soaks(), soaks()];
    expect(batch(order, ...way).state.value).toEqual({ active: 'deploying' });
    const { state, last } = batch(order, ...way, { type: 'members.told', now: 20_000 });
    expect([state.value, state.context.deadline]).toEqual([{ active: 'soaking' }, 85_000]);
    expect(last.map(({ name }) => name)).toEqual(['batch_waiting_health', 'batch_soaking']);
  });

  test('never shortens its time', () => {
    const { state } = batch(order, start, areTold(), soaks(), soaks(), soaks(1, -500_000));
    expect(state.context.deadline).toBe(66_000);
  });

  test('succeeds only when its machines have settled', () => {
    const soaked = settled('healthy', { hasSoaked: true });
    const way = [start, areTold(), soaks(), soaks(), soaks(), soaked, soaked];
    expect(batch(order, ...way).state.context.tally).toMatchObject({ healthy: 2, soaking: 1 });
    expect(wireState(batch(order, ...way, soaked).state)).toBe('succeeded');
  });

  test('fails when more relapse than are tolerated', () => {
    const relapsed = settled('unhealthy', { hasSoaked: true });
    const way = [start, areTold(), soaks(), soaks(), soaks(), relapsed];
    expect(batch(order, ...way).state.value).toEqual({ active: 'soaking' });
    expect(wireState(batch(order, ...way, relapsed).state)).toBe('failed');
  });

  test('gives up on who is not heard of again', () => {
    const { last } = batch(order, start, areTold(), soaks(), soaks(), soaks(), deadline);
    expect(told(last)).toEqual([['batch-unsettled:r-1:0', 'give_up']]);
  });
});

describe('a success threshold', () => {
  test('fails a batch as soon as it cannot be reached any more', () => {
    const order = { size: 4, allowed: 3, required: 3 };
    expect(wireState(batch(order, start, settled('unhealthy')).state)).toBe('deploying');
    expect(wireState(batch(order, start, settled('unhealthy'), settled('skipped')).state)).toBe('failed');
    expect(wireState(batch(order, start, gone(2)).state)).toBe('failed');
  });

  test('never lets a batch succeed early', () => {
    const order = { size: 3, allowed: 3, required: 1 };
    expect(wireState(batch(order, start, settled('healthy'), settled('healthy')).state)).toBe('deploying');
  });
});
