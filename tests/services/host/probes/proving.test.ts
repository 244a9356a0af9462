import { describe, expect, test } from 'vitest';
import type { HealthCheckResult } from '../../../../machines/model/health.ts';
import type { Probe } from '../../../../services/host/probes/probe.ts';
import { proven, type Trial } from '../../../../services/host/probes/proving.ts';

/** A probe that gives these results one after the other, the last for ever. */
function aProbe(name: string, results: readonly boolean[], intervalMs = 1): Probe & { readonly looks: () => number } {
  let looks = 0;
  return {
    name,
    kind: 'command',
    intervalMs,
    looks: () => looks,
    look: () => {
      const isWell = results[Math.min(looks, results.length - 1)];
      looks += 1;
      return Promise.resolve(isWell ? undefined : `ill at look ${looks}`);
    },
  };
}

/** One that does not answer before it is told to stop. */
const silent: Probe = {
  name: 'silent',
  kind: 'http',
  intervalMs: 1,
  look: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('was stopped'))),
};

const look: Trial['look'] = async (probe, signal): Promise<HealthCheckResult> => {
  const message = await probe.look(signal);
  const named = { check_name: probe.name, duration_ms: 0 };
  return message === undefined ? { status: 'pass', ...named } : { status: 'fail', ...named, message };
};

const prove = (probes: readonly Probe[], trial: Partial<Trial> = {}) =>
  proven({
    ...{ probes, look, steadyMs: 0, endsAt: Infinity, hasChanged: () => Promise.resolve(false) },
    ...{ signal: new AbortController().signal, ...trial },
  });

const ended = (results: readonly HealthCheckResult[] | undefined) =>
  results?.map((result) => `${result.check_name}: ${result.status === 'pass' ? 'pass' : result.message}`);

describe('a machine that proves itself', () => {
  test('has passed when all pass together once more', async () => {
    const [quick, slow] = [aProbe('quick', [true]), aProbe('slow', [false, false, true])];
    expect(ended(await prove([quick, slow]))).toEqual(['quick: pass', 'slow: pass']);
    expect([quick.looks(), slow.looks()]).toEqual([2, 4]);
  });

  test('has not passed with a service that comes and goes', async () => {
    const flapping = aProbe('flapping', [true, false, true, false, true, true]);
    expect(ended(await prove([flapping, aProbe('well', [true])]))).toEqual(['flapping: pass', 'well: pass']);
    expect(flapping.looks()).toBe(6);
  });

  test('is looked at by each probe at its own interval', async () => {
    const stop = new AbortController();
    const rare = aProbe('rare', [false], 3_600_000);
    const often = aProbe('often', Array<boolean>(20).fill(false).concat(true));
    const trial = prove([rare, often], { signal: stop.signal });
    const watch = setInterval(() => often.looks() === 21 && stop.abort(), 1);
    await trial;
    clearInterval(watch);
    expect(rare.looks()).toBe(1);
  });

  test('says at the deadline what was wrong', async () => {
    const results = await prove([aProbe('ill', [false]), aProbe('well', [true])], { endsAt: performance.now() + 50 });
    expect(ended(results)).toEqual([expect.stringMatching(/^ill: ill at look \d+$/), 'well: pass']);
  });

  test('says of a probe without an answer that the time was over', async () => {
    expect(ended(await prove([silent], { endsAt: performance.now() + 50 }))).toEqual([
      'silent: no answer before the time was over',
    ]);
  });

  test('has not passed when the time is over before anything was looked at', async () => {
    expect(ended(await prove([silent], { endsAt: performance.now() - 1 }))).toEqual([
      'silent: no answer before the time was over',
    ]);
  });

  test('has to begin anew when there are other checks', async () => {
    const ill = aProbe('ill', [false]);
    const hasChanged = () => Promise.resolve(ill.looks() === 3);
    expect(await prove([ill, silent], { hasChanged })).toBeUndefined();
    expect(ill.looks()).toBe(3);
  });

  test('has to begin anew when other checks come between passing and passing together', async () => {
    const well = aProbe('well', [true]);
    expect(await prove([well], { hasChanged: () => Promise.resolve(true) })).toBeUndefined();
    expect(well.looks()).toBe(1);
  });
});
