import { setTimeout as sleep } from 'node:timers/promises';
import type { HealthCheckResult } from '../../../machines/model/health.ts';
import type { Probe } from './probe.ts';

/** What a machine has to prove. */
export interface Trial {
  readonly probes: readonly Probe[];
  /** Until when, by the clock that nobody sets (`performance.now`). */
  readonly endsAt: number;
  readonly signal: AbortSignal;
  /** Looks once. */
  readonly look: (probe: Probe, signal: AbortSignal) => Promise<HealthCheckResult>;
  /** There are other checks by now. */
  readonly hasChanged: () => Promise<boolean>;
  /** How long all must have been well before they are looked at together. */
  readonly steadyMs?: number;
}

const STEADY_MS = 1_000;
const LEAST_PAUSE_MS = 1_000;
/** A timer of Node that is set to more fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Looks again and again: each probe at its own interval until it passes, then all together, for a service that comes and
 * goes has not passed. Ends when they pass together or the time is over, with the last result of each; undefined when
 * there are other checks.
 */
export async function proven(trial: Trial): Promise<readonly HealthCheckResult[] | undefined> {
  const proving = new Proving(trial);
  try {
    return await proving.end();
  } finally {
    proving.leave();
  }
}

class Proving {
  readonly #trial: Trial;
  readonly #results = new Map<Probe, HealthCheckResult>();
  /** Aborts what is being looked at when there are other checks. */
  readonly #changed = new AbortController();
  readonly #late = new AbortController();
  readonly #deadline: NodeJS.Timeout;
  readonly #signal: AbortSignal;

  constructor(trial: Trial) {
    this.#trial = trial;
    this.#deadline = setTimeout(() => this.#late.abort(), Math.min(this.#leftMs, LONGEST_TIMER_MS));
    this.#signal = AbortSignal.any([trial.signal, this.#changed.signal, this.#late.signal]);
  }

  async end(): Promise<readonly HealthCheckResult[] | undefined> {
    const { probes, steadyMs = STEADY_MS } = this.#trial;
    for (;;) {
      await Promise.all(probes.map((probe) => this.#untilPassed(probe)));
      if (!this.#isOver) await this.#pause(Math.min(steadyMs, this.#leftMs / 2));
      if (!this.#isOver) await Promise.all(probes.map((probe) => this.#look(probe)));
      if (this.#changed.signal.aborted) return undefined;
      const results = probes.flatMap((probe) => this.#results.get(probe) ?? []);
      if (this.#isOver || results.every(({ status }) => status === 'pass')) return results;
    }
  }

  leave(): void {
    clearTimeout(this.#deadline);
  }

  async #untilPassed(probe: Probe): Promise<void> {
    // Who has no result yet gets one, however late it is; who failed a moment ago waits.
    if (!this.#results.has(probe)) await this.#look(probe);
    while (this.#results.get(probe)?.status !== 'pass') {
      await this.#pause(probe.intervalMs);
      if (this.#isOver) return;
      await this.#look(probe);
    }
  }

  async #look(probe: Probe): Promise<void> {
    const before = this.#results.get(probe);
    const result = await this.#trial.look(probe, this.#signal);
    // What was cut off by the deadline says nothing but that: what was wrong before tells more.
    const isCutOff = this.#signal.aborted && result.status === 'fail';
    if (!isCutOff) this.#results.set(probe, result);
    else if (before?.status !== 'fail')
      this.#results.set(probe, { ...result, message: 'no answer before the time was over' });
  }

  async #pause(intervalMs: number): Promise<void> {
    // Whatever the interval, the last look is not long before the end.
    const ms = Math.min(intervalMs, Math.max(LEAST_PAUSE_MS, this.#leftMs / 2), this.#leftMs);
    // It ends early when nobody waits for it any more.
    await sleep(ms, undefined, { signal: this.#signal }).catch(() => undefined);
    if (!this.#isOver && (await this.#trial.hasChanged())) this.#changed.abort();
  }

  get #leftMs(): number {
    return Math.max(0, this.#trial.endsAt - performance.now());
  }

  get #isOver(): boolean {
    return this.#signal.aborted || this.#leftMs === 0;
  }
}
