import type { Distribution } from './histogram.ts';

/** How the actors are doing; JSON. Counts are since the actors were started. */
export interface ActorFigures {
  /** Actors in memory. */
  readonly live: number;
  /** Actors whose state cannot be used. */
  readonly quarantined: number;
  /** Deliveries that wait for the next group. */
  readonly queued: number;
  /** The last write has failed and is tried again soon: the disk is full or failing. */
  readonly isBackingOff: boolean;
  /** Deliveries of each group that was committed as one. */
  readonly groups: Distribution;
  /** Seconds of each transaction, from its beginning until it is on disk. */
  readonly commits: Distribution;
  readonly redone: number;
  readonly storageFailures: number;
  /** How often rollouts came to each status. */
  readonly rollouts: Readonly<Record<string, number>>;
  /** How late the thread's timers were since it was last asked, seconds. */
  readonly lag: { readonly mean: number; readonly max: number };
}

/** The figures of an engine, wherever its actors run. */
export interface EngineFigures {
  /** Null: their thread does not answer, or is being restarted. */
  readonly actors: ActorFigures | null;
  /** How often the thread died and was started again. */
  readonly restarts: number;
  /** How long ago the thread last said anything; it is asked for its figures, so one that works is 0. */
  readonly silentSeconds: number;
}
