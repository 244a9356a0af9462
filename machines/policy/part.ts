import type { Soak } from './soak.ts';

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
  /** Absent in mail that waited while the program was replaced: not at all. */
  readonly soakMs?: number;
}

/** A machine's part in a rollout, as its actor remembers it. */
export interface Part extends Soak {
  readonly rollout: string;
  /** The batch that waits for the verdict; `revert`: the rollout itself, which takes back what it did. */
  readonly batch: number | 'revert';
  readonly attempt: number;
  readonly wanted: string;
  readonly cacheUrl: string | null;
  /** What the machine ran before the rollout touched it; null: nobody knew. */
  readonly previous: string | null;
  /**
   * `open` until evidence or the deadline settles it, once. `closed`: nobody waits any more, and it was told nevertheless.
   */
  readonly verdict: 'open' | 'healthy' | 'unhealthy' | 'closed';
}

/** Whose patience is over: a batch's, in one of its tries, or a rollout's that takes back what it did. */
export interface GiveUp {
  readonly rollout: string;
  /** Absent in mail that waited while the program was replaced. */
  readonly batch?: number | 'revert';
  readonly attempt?: number;
}

/** The newest orders that came to a machine, whether it took them or not: which assignment, and which rollout's to go back. */
export interface Heard {
  readonly lastOrder: string | null;
  readonly lastRevert: string | null;
}

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

/** It is this part that is given up, and not one before it. */
export const isGivenUp = ({ part }: Pick<Present, 'part'>, { rollout, batch, attempt }: GiveUp): boolean =>
  part?.verdict === 'open' &&
  part.rollout === rollout &&
  (batch ?? part.batch) === part.batch &&
  (attempt ?? part.attempt) === part.attempt;

/** What is given up never came: nobody has answered for it. A rollout that goes back waits for none of its batches. */
export function isUnheardOf(
  { part, lastOrder, lastRevert }: Heard & Pick<Present, 'part'>,
  { rollout, batch, attempt }: GiveUp,
): boolean {
  if (rollout === lastRevert || batch === undefined) return false;
  if (batch === 'revert') return true;
  if (attempt === undefined || (part?.rollout === rollout && part.attempt >= attempt)) return false;
  return assignmentOf({ rollout, batch, attempt }) !== lastOrder;
}

/** What a machine with this part should run. */
export const desiredBy = (part: Part): Desired => ({
  path: part.wanted,
  cacheUrl: part.cacheUrl,
  assignment: assignmentOf(part),
});

/** The part that an order gives a machine. What it ran before is captured once for a rollout, never again at a retry. */
export function partFor(present: Present, order: DeployOrder): Part {
  const { rollout, batch, attempt, wanted, cacheUrl, soakMs = 0 } = order;
  const earlier = present.part?.rollout === rollout ? present.part : undefined;
  const previous = earlier ? earlier.previous : formerPath(present);
  return { rollout, batch, attempt, wanted, cacheUrl, previous, soakMs, soaksSince: null, verdict: 'open' };
}

/** The part in which a machine goes back to what it ran; undefined when that is not known. */
export function partBack({ part }: Pick<Present, 'part'>): Part | undefined {
  if (part?.previous == null) return undefined;
  return { ...part, batch: 'revert', wanted: part.previous, soakMs: 0, soaksSince: null, verdict: 'open' };
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

/** A batch waits for its verdict. */
export const isOpenInBatch = ({ part }: Pick<Present, 'part'>): boolean =>
  part?.verdict === 'open' && part.batch !== 'revert';

/** It was healthy on the wanted path, which had to last, and now it runs another. */
export const strays = ({ part }: Pick<Present, 'part'>, path: string): boolean =>
  part?.verdict === 'open' && part.soaksSince !== null && path !== part.wanted;

/** A rollout's order to go back; `wasTold`: its row says that it took part. */
export interface RevertOrder {
  readonly rollout: string;
  readonly wasTold?: boolean;
}

/** Whether a rollout may take a machine back to what it ran, and what to say if not. */
export function revertOf(
  { part, desired }: Pick<Present, 'part' | 'desired'>,
  { rollout, wasTold = false }: RevertOrder,
): { can: true } | { can: false; outcome: 'skipped' | 'superseded' | 'unhealthy'; reason: string } {
  if (part?.rollout !== rollout) {
    if (part !== null && wasTold) return { can: false, outcome: 'superseded', reason: 'a newer rollout has it' };
    return { can: false, outcome: 'skipped', reason: 'it was not told to change' };
  }
  // An operator who asks for the same path has decided; whose wish it is, the assignment says.
  if (desired?.path !== part.wanted || desired.assignment?.startsWith(`${rollout}:`) !== true) {
    return { can: false, outcome: 'superseded', reason: 'its desired path was changed since' };
  }
  if (part.previous === null) return { can: false, outcome: 'unhealthy', reason: 'what it ran before is not known' };
  return { can: true };
}
