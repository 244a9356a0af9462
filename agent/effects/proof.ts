import type { Clock } from '../../services/actors/clock.ts';
import type { Body, EffectParts } from './effect-parts.ts';

const PAUSE_MS = 500;

/**
 * Asks the machine for a proof that it is well: probes and a fresh connection to the control plane, side by side, then no
 * unit that has failed anew; each again until it is good or the time is over.
 */
export function proofOf(parts: EffectParts): Body<'prove'> {
  const { prober, controlPlane, system, clock, settings, elapsedMs = () => performance.now() } = parts;
  return async ({ until: asked, brokenUnits: before }, signal) => {
    // A deadline that was stored before the clock was set back would be far away.
    const until = Math.min(asked, clock.now() + settings.confirmSeconds * 1000);
    const newlyBroken = async () =>
      before === null ? [] : (await system.brokenUnits()).filter((unit) => !before.includes(unit));
    // Counted by the clock that nobody sets: a new system may set the other right, in the middle of its proof.
    const endsAt = elapsedMs() + until - clock.now();
    const looking = { clock, leftMs: () => Math.max(0, endsAt - elapsedMs()), signal };
    const [health, unreachable] = await Promise.all([
      prober.probe(until, signal),
      untilGood((problem) => problem === null, {
        ...looking,
        look: () => inTime(looking, (stop) => controlPlane.reach(stop), 'it did not answer in time'),
      }),
    ]);
    // Last: a unit that is started may take a moment to fail.
    const brokenUnits = await untilGood((units) => units.length === 0, { ...looking, look: newlyBroken });
    return { now: clock.now(), running: await system.running(), health, unreachable, brokenUnits };
  };
}

interface Span {
  readonly clock: Clock;
  readonly leftMs: () => number;
  readonly signal: AbortSignal;
}

/** Looks again and again until it is good or the time is over; the last that was seen. */
async function untilGood<T>(
  isGood: (seen: T) => boolean,
  { clock, leftMs, signal, look }: Span & { readonly look: () => Promise<T> },
): Promise<T> {
  for (;;) {
    const seen = await look();
    if (isGood(seen) || leftMs() <= 0) return seen;
    await clock.sleepUntil(clock.now() + Math.min(leftMs(), PAUSE_MS), signal);
  }
}

/** What `body` gives, or `late` when the time is over first: a look may take longer than there is time. */
async function inTime<T>(
  { clock, leftMs, signal }: Span,
  body: (stop: AbortSignal) => Promise<T>,
  late: T,
): Promise<T> {
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  try {
    return await Promise.race([body(stop), clock.sleepUntil(clock.now() + leftMs(), stop).then(() => late)]);
  } finally {
    over.abort();
  }
}
