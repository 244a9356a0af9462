import { BadUsage } from '../../machines/errors.ts';
import { CHUNK_SIZE } from './plan.ts';

/** What an operator asks for; what is undefined is decided by what the machine has room for. */
export interface AskedLimits {
  readonly chunkSize?: number | undefined;
  readonly evalWorkers?: number | undefined;
  readonly evalMemoryMib?: number | undefined;
  readonly maxJobs?: number | undefined;
  readonly pushJobs?: number | undefined;
}

/** What a machine has for builds. */
export interface Room {
  readonly processors: number;
  readonly memoryMib: number;
}

/** How much of a build goes on at once. */
export interface BuildLimits {
  /** Hosts of a chunk, at most. */
  readonly chunkSize: number;
  readonly evaluations: number;
  /** What one evaluation may need. */
  readonly evalMemoryMib: number;
  /** Runs of `nix-store --realise`. */
  readonly realisations: number;
  /** Derivations that each of those builds at once; null: as Nix is configured. */
  readonly maxJobs: number | null;
  readonly pushes: number;
}

/** More than this is a slip of the finger. */
const MOST = {
  'chunk-size': 1_000,
  'eval-workers': 256,
  'eval-memory': 1_048_576,
  'max-jobs': 1_024,
  'push-jobs': 256,
} as const;

const EVAL_MEMORY_MIB = 2048;
const PUSHES = 4;

/**
 * The limits of a build on a machine. Evaluations are as many as there are processors, and as their memory has room;
 * who names their number knows better. Throws `BadUsage` for what cannot be meant.
 */
export function buildLimits(asked: AskedLimits, room: Room): BuildLimits {
  const evalMemoryMib = bounded('eval-memory', asked.evalMemoryMib) ?? EVAL_MEMORY_MIB;
  const fitting = Math.min(room.processors, Math.floor(room.memoryMib / evalMemoryMib));
  const maxJobs = bounded('max-jobs', asked.maxJobs) ?? null;
  return {
    chunkSize: bounded('chunk-size', asked.chunkSize) ?? CHUNK_SIZE,
    evaluations: bounded('eval-workers', asked.evalWorkers) ?? Math.max(1, Math.min(fitting, MOST['eval-workers'])),
    evalMemoryMib,
    // Each run of Nix counts its own builds: two of them would make it twice as many as were asked for.
    realisations: maxJobs === null ? 2 : 1,
    maxJobs,
    pushes: bounded('push-jobs', asked.pushJobs) ?? PUSHES,
  };
}

function bounded(flag: keyof typeof MOST, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && value >= 1 && value <= MOST[flag]) return value;
  throw new BadUsage(`--${flag} is a whole number from 1 to ${MOST[flag]}, not ${value}`, { flag, value });
}
