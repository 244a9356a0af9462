import type { LogLevel } from './log-event.ts';

/** What an operation is about, as far as that is known when it is told. */
export interface OperationAbout {
  readonly flake?: string;
  readonly hosts?: readonly string[];
  readonly release?: string;
  readonly rollout?: string;
}

/** The log of what the CLI does at the moment; a verb that only looks has one that keeps nothing. */
export interface Operation {
  /** Tells what it is about; may be told more than once, each time what is new. */
  about(details: OperationAbout): void;
  /** Keeps a line that is not for the screen. */
  note(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What the program itself tells the log of an operation. */
export interface OperationRecord extends Operation {
  /** Keeps a line that the screen has shown, or would have with more `-v`. */
  line(level: LogLevel, message: string): void;
  /** A part of it that takes time begins; gives back how to say that it has ended. */
  phase(name: string): () => void;
  /** How long such a part took the last time. */
  expectedMs(phase: string): number | undefined;
  /** Ends it; told twice, the first counts. Gives what to say about its log. */
  end(outcome: OperationOutcome): OperationEnd;
}

/** How an operation ended. */
export interface OperationOutcome {
  readonly exitCode: number;
  /** What was thrown. */
  readonly error?: unknown;
}

/** A log that has ended. */
export interface OperationEnd {
  /** Undefined: there is none. */
  readonly path: string | undefined;
  /** Whether other programs were run. */
  readonly hasRun: boolean;
}

/** The log of an operation that is not logged. */
export const NO_OPERATION: OperationRecord = {
  about: () => undefined,
  note: () => undefined,
  line: () => undefined,
  phase: () => () => undefined,
  expectedMs: () => undefined,
  end: () => ({ path: undefined, hasRun: false }),
};
