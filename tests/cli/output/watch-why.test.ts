import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { HttpFailed, Unreachable } from '../../../machines/errors.ts';
import { aFrame } from './a-rollout.ts';
import { anExplained, feedOf, inTurn, shown, watch } from './a-watch.ts';

describe('waiting for a rollout whose control plane can say why', () => {
  test('says below the status what each machine of the batch waits for', async () => {
    const { states, below, progress } = shown();
    const over = new AbortController();
    const asked: string[] = [];
    const source = {
      rollout: inTurn([anExplained(), anExplained({ status: 'completed' })]),
      why: async (machine: string) => {
        asked.push(machine);
        return { sentence: `\u001b[2Jfetching for ${asked.length} s` };
      },
      feed: async function* () {
        await once(over.signal, 'abort');
        yield aFrame(11, { detail: { to: 'completed' } });
      },
    };
    const watching = watch(source, { progress });
    await expect.poll(() => below.some((lines) => lines.length > 0)).toBe(true);
    over.abort();
    expect(await watching).toMatchObject({ end: 'over' });
    expect(below.find((lines) => lines.length > 0)).toEqual([
      '  ▸ batch 1: 0/1 healthy',
      '      a  pending  fetching for 1 s',
      '  · batch 2: 1 machine',
    ]);
    expect(new Set(asked)).toEqual(new Set(['a']));
    expect(states[0]).toBe('running · batch 1/2 · 0/2 healthy · r-1');
  });

  test('says at its end in vain what was waited for', async () => {
    const { below, progress } = shown();
    const stop = new AbortController();
    const source = {
      rollout: inTurn([anExplained()]),
      why: async () => ({ sentence: 'has not reported since' }),
      feed: ({ signal }: { signal: AbortSignal }) => feedOf([], signal),
    };
    const watching = watch(source, { progress, signal: stop.signal });
    await expect.poll(() => below.some((lines) => lines.length > 0)).toBe(true);
    stop.abort();
    expect(await watching).toMatchObject({ end: 'interrupted', waiting: ['  a: has not reported since'] });
  });

  test('goes on when nobody can say why', async () => {
    const { states, progress } = shown();
    let asked = 0;
    const over = new AbortController();
    const source = {
      rollout: inTurn([anExplained(), anExplained({ status: 'completed' })]),
      why: () => {
        asked += 1;
        return Promise.reject(asked === 1 ? new HttpFailed('it starts', 503) : new Unreachable('it is away'));
      },
      feed: async function* () {
        await once(over.signal, 'abort');
        yield aFrame(11, { detail: { to: 'completed' } });
      },
    };
    const watching = watch(source, { progress });
    await expect.poll(() => asked).toBeGreaterThan(2);
    over.abort();
    expect(await watching).toMatchObject({ end: 'over' });
    expect(states).toEqual(['completed · batch 1/2 · 0/2 healthy · r-1']);
  });
});
