import { BadInput } from '../../../machines/errors.ts';
import { isStorePath } from '../../../machines/policy/store-path.ts';
import type { KeeperAnswer } from './keeper-answer.ts';

/** A generation of a machine's system profile. */
export interface Generation {
  readonly number: number;
  readonly path: string;
}

/** What a machine has, and where it is. */
export interface Generations {
  /** By number, the oldest first. */
  readonly all: readonly Generation[];
  /** Which one the profile names; null: none. */
  readonly profile: number | null;
  /** "" where that cannot be seen. */
  readonly running: string;
}

/** The generations that a keeper has found. What is no link of a profile into the store is left out. */
export function foundGenerations({ facts, links }: KeeperAnswer): Generations {
  const all = links.flatMap(([link, path]) => {
    const number = numberIn(link);
    return number === null || !isStorePath(path) ? [] : [{ number, path }];
  });
  return {
    all: all.toSorted((a, b) => a.number - b.number),
    profile: numberIn(facts.get('profile') ?? ''),
    running: facts.get('running') ?? '',
  };
}

/**
 * The newest generation that is older than where a machine is and something else than what runs. What runs and is no
 * generation was only tried: then that is the profile's own. Throws `BadInput` when there is none.
 */
export function previousGeneration({ all, profile, running }: Generations): Generation {
  const current = currentNumber({ all, profile, running });
  const isTried = running !== '' && !all.some(({ path }) => path === running);
  const older = all.filter(
    ({ number, path }) => path !== running && (number < current || (isTried && number === current)),
  );
  const previous = older.at(-1);
  if (previous) return previous;
  const has = all.length === 0 ? 'it has no generations' : `it has ${all.map(({ number }) => number).join(', ')}`;
  throw new BadInput(
    `there is no generation older than the current one (${current === Infinity ? 'unknown' : current}; ${has}); name a store path with --generation`,
  );
}

/** The generation of a path, the newest if it is more than one; null: it is none. */
export const generationOf = ({ all }: Generations, path: string): number | null =>
  all.findLast((generation) => generation.path === path)?.number ?? null;

/** Where a machine is: the profile's generation when that runs, or when what runs is none; else the newest one of what runs. */
function currentNumber({ all, profile, running }: Generations): number {
  const named = all.find(({ number }) => number === profile);
  if (named && (running === '' || named.path === running)) return named.number;
  return generationOf({ all, profile, running }, running) ?? profile ?? Infinity;
}

function numberIn(link: string): number | null {
  const [, digits] = /^(?:.*\/)?system-(\d{1,9})-link$/.exec(link) ?? [];
  return digits === undefined ? null : Number(digits);
}
