import type { Failure } from '../../../machines/errors.ts';
import type { Nudge, RequestName } from '../engine.ts';
import type { ActorFigures } from '../figures.ts';
import type { Inspected } from '../inspect/inspected.ts';
import type { Log } from '../log.ts';

/** What an actor thread is started with. */
export interface ActorThreadData {
  readonly dbPath: string;
  /** What actors hear is told, too. */
  readonly isInspected: boolean;
}

/** A request on its way to the actor thread. */
export interface Question {
  readonly id: number;
  readonly name: RequestName;
  readonly input: unknown;
}

/** Its answer on the way back. */
export type Answer =
  { readonly id: number; readonly output: unknown } | { readonly id: number; readonly failure: Failure };

/** What the main thread sends: questions in bundles, for a message costs more than what is in it. */
export type ToThread =
  | { readonly type: 'questions'; readonly questions: readonly Question[] }
  | { readonly type: 'count' }
  | { readonly type: 'stop' };

/** What the actor thread sends. `committed` is a nudge; what was committed is in the database. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly failure: Failure }
  | { readonly type: 'answers'; readonly answers: readonly Answer[] }
  | { readonly type: 'committed'; readonly nudge: Nudge }
  | { readonly type: 'inspected'; readonly seen: readonly Inspected[] }
  | { readonly type: 'counted'; readonly figures: ActorFigures | null }
  | { readonly type: 'log'; readonly line: Parameters<Log> }
  | { readonly type: 'stopped' };
