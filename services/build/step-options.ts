/** How to watch and stop a step of a job. */
export interface StepOptions {
  readonly signal: AbortSignal;
  readonly onWork: (subject: string) => void;
}
