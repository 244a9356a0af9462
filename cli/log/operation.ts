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

/** The log of an operation that is not logged. */
export const NO_OPERATION: Operation = { about: () => undefined, note: () => undefined };
