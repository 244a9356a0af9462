/** What is kept as the reason when an operator pauses a rollout. */
export const pausedBy = (actor: string): string => `${BY}${actor}`;

/** The same once the batch at hand has succeeded, `current` of as many as `sizes` has. */
export function succeededWhilePaused({ reason, current, sizes }: Standing): string {
  const what = current + 1 === sizes.length ? 'every batch' : `batch ${current + 1}`;
  return meanwhile(reason, `${what} has succeeded`);
}

/** Why a rollout is paused whose batch has failed; `reason`: why it was paused already, null: it was not. */
export const failedWhilePaused = (reason: string | null, failure: string): string => meanwhile(reason, failure);

/** Why a rollout is paused, to follow "is": `paused by apikey:me`, or `paused: batch 2 failed`. */
export const whyPaused = (reason: string | null): string =>
  reason?.startsWith(BY) === true ? reason : `paused: ${reason ?? 'no reason was recorded'}`;

/** What matters here of a rollout. */
interface Standing {
  readonly reason: string | null;
  readonly current: number;
  readonly sizes: readonly number[];
}

const BY = 'paused by ';

const meanwhile = (reason: string | null, what: string): string =>
  reason === null ? what : `${reason}; meanwhile ${what}`;
