/** Rows that are numbered as they come, `seq`: several viewers follow parts of them. One object for all who do. */
export interface TopicSource {
  /** The newest `seq` that was ever given, 0 if none: also when its row is gone. */
  lastSeq(): number;
  /**
   * What the rows after `seq` are about: those topics look whose `subject` is among it. Asked once for all viewers when
   * `lastSeq` has grown. Undefined: about everything.
   */
  subjectsSince(seq: number): ReadonlySet<string | null> | undefined;
  /** Commits within this time are one nudge, ms; as the feed has it unless told. */
  readonly restMs?: number;
}

/** What one viewer follows. One object for each viewer: it may remember what it has said. */
export interface Topic {
  readonly source: TopicSource;
  /** What it is about, in the words of its source; undefined: every row may concern it; null: those that are about nothing. */
  readonly subject?: string | null | undefined;
  /** The next frames for who has everything up to `after`; none: there is nothing new. */
  next(after: number): TopicPage;
  /** No row after `from` up to `to` is about its subject. */
  passOver?(from: number, to: number): void;
  /** What ends it once everything was sent, if it has ended. Asked for before `next`. */
  end(): TopicEnd | undefined;
}

/** Some frames, and how far they go. */
export interface TopicPage {
  /** To be sent as JSON; a text is JSON already, made once for several viewers. Some hundred small ones at most. */
  readonly frames: readonly (object | string)[];
  /** The viewer has everything up to it when they are sent; not less than what was asked after. */
  readonly after: number;
}

/** The last thing that a viewer is told. */
export interface TopicEnd {
  readonly frame: object;
  /** Why its WebSocket is closed. */
  readonly reason: string;
}
