import type { Database } from 'better-sqlite3';
import type { Chronicle } from '../chronicle.ts';
import type { Commit, EventRow } from '../commit.ts';

/** What an invariant may look at. */
export interface View {
  readonly chronicle: Chronicle;
  readonly db: Database;
}

/** A promise that is looked after at each event, before what it tells is noted; gives what is wrong. */
export interface EventInvariant {
  readonly name: string;
  /** What is promised. */
  readonly sentence: string;
  readonly problem: (view: View, event: EventRow, commit: number) => string | undefined;
}

/** A promise that is looked after at each commit, when all that it tells is noted. */
export interface CommitInvariant {
  readonly name: string;
  readonly sentence: string;
  readonly problem: (view: View, commit: Commit) => string | undefined;
}
