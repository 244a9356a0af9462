/** What came of a verb. */
export interface Outcome {
  /** 0: fine; 1: something is not met; 2: it could not be told. */
  readonly exitCode: 0 | 1 | 2;
  /** For standard output. */
  readonly output: string;
  /** For standard error: lines that a person should see. */
  readonly notes: readonly string[];
}
