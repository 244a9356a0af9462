import { type FleetEmission, happened, tell } from '../emissions.ts';
import type { Verdict } from '../model/rollout.ts';

/** What a machine should run. */
export interface Desired {
  readonly path: string;
  readonly cacheUrl: string | null;
  readonly assignment: string | null;
}

/** What a batch tells each of its machines. */
export interface DeployOrder {
  readonly rollout: string;
  readonly batch: number;
  readonly attempt: number;
  readonly wanted: string;
  readonly cacheUrl: string | null;
}

/** A machine's part in a rollout, as its actor remembers it. */
export interface Part {
  readonly rollout: string;
  /** The batch that waits for the verdict; `revert`: the rollout itself, which takes back what it did. */
  readonly batch: number | 'revert';
  readonly attempt: number;
  readonly wanted: string;
  readonly cacheUrl: string | null;
  /** What the machine ran before the rollout touched it; null: nobody knew. */
  readonly previous: string | null;
  /** `open` until evidence or the deadline settles it, once. `closed`: nobody waits any more. */
  readonly verdict: 'open' | 'healthy' | 'unhealthy' | 'skipped' | 'closed';
}

/** How a part ends. */
export type Settled = 'healthy' | 'unhealthy' | 'skipped' | 'superseded';

/** What is known of a machine when it takes a part. */
export interface Present {
  readonly machineId: string;
  readonly running: string | null;
  readonly desired: Desired | null;
  readonly part: Part | null;
}

/** The name that reports give back: `<rollout>:<batch>:<attempt>`. */
export const assignmentOf = ({ rollout, batch, attempt }: Pick<Part, 'rollout' | 'batch' | 'attempt'>): string =>
  `${rollout}:${batch}:${attempt}`;

/** What a machine with this part should run. */
export const desiredBy = (part: Part): Desired => ({
  path: part.wanted,
  cacheUrl: part.cacheUrl,
  assignment: assignmentOf(part),
});

/** The part that an order gives a machine. What it ran before is captured once for a rollout, never again at a retry. */
export function partFor(present: Present, order: DeployOrder): Part {
  const { rollout, batch, attempt, wanted, cacheUrl } = order;
  const earlier = present.part?.rollout === rollout ? present.part : undefined;
  const previous = earlier ? earlier.previous : formerPath(present);
  return { rollout, batch, attempt, wanted, cacheUrl, previous, verdict: 'open' };
}

/** What it reported to run, else what it was told; an empty path is none. */
const formerPath = ({ running, desired }: Present): string | null =>
  [running, desired?.path].find((path) => path != null && path !== '') ?? null;

/** It was healthy on this order's path at an earlier try, and nothing has changed since: it need not prove it again. */
export const hasSettled = ({ part, running, desired }: Omit<Present, 'machineId'>, { rollout, wanted }: DeployOrder) =>
  part?.rollout === rollout && part.verdict === 'healthy' && running === wanted && desired?.path === wanted;

/** Another rollout than this order's waits for its answer. */
export const owesAnother = ({ part }: Pick<Present, 'part'>, { rollout }: DeployOrder): boolean =>
  part?.verdict === 'open' && part.rollout !== rollout;

/** Whether a rollout may take a machine back to what it ran, and what to say if not. */
export function revertOf(
  { part, desired }: Pick<Present, 'part' | 'desired'>,
  rollout: string,
): { can: true } | { can: false; outcome: Settled; reason: string | null } {
  if (part?.rollout !== rollout) return { can: false, outcome: 'skipped', reason: 'it was not told to change' };
  if (part.verdict === 'skipped') return { can: false, outcome: 'skipped', reason: null };
  if (desired?.path !== part.wanted) {
    return { can: false, outcome: 'superseded', reason: 'its desired path was changed since' };
  }
  if (part.previous === null) return { can: false, outcome: 'unhealthy', reason: 'what it ran before is not known' };
  return { can: true };
}

/** All that follows when a part ends: the verdict's row, an event, and mail to who waits for it. */
export function settlement(
  machineId: string,
  part: Pick<Part, 'rollout' | 'batch' | 'attempt'>,
  outcome: Settled,
  reason: string | null,
): FleetEmission[] {
  const { rollout, batch, attempt } = part;
  const verdict = verdictWord(batch, outcome);
  const back = batch === 'revert';
  return [
    { type: 'judged', rolloutId: rollout, machineId, verdict, reason },
    happened({
      name: back ? 'machine_reverted' : 'machine_settled',
      rolloutId: rollout,
      machineId,
      message: sentence(machineId, verdict, reason),
      detail: { batch_index: batch, machine_id: machineId, verdict, reason },
    }),
    back
      ? tell(`rollout:${rollout}`, { type: 'machine.reverted', outcome })
      : tell(`batch:${rollout}:${batch}`, { type: 'machine.settled', outcome, attempt }),
  ];
}

function verdictWord(batch: Part['batch'], outcome: Settled): Verdict {
  if (batch !== 'revert' || outcome === 'superseded') return outcome;
  return outcome === 'unhealthy' ? 'revert_failed' : 'reverted';
}

const WORDS: Readonly<Record<Verdict, string>> = {
  pending: 'is waited for',
  healthy: 'is healthy',
  unhealthy: 'is not healthy',
  skipped: 'was skipped',
  reverting: 'goes back',
  reverted: 'is back on what it ran before',
  revert_failed: 'could not go back',
  superseded: 'was left to somebody else',
};

const sentence = (machineId: string, verdict: Verdict, reason: string | null): string =>
  reason === null ? `${machineId} ${WORDS[verdict]}` : `${machineId} ${WORDS[verdict]}: ${reason}`;
