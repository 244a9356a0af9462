import { BadInput, Conflict, HttpFailed, NotFound } from '../../machines/errors.ts';

/** What a refusal means for what was asked, in words that need no explanation. */
export interface Refusals {
  /** 404. */
  readonly missing?: string;
  /** 409. */
  readonly conflict?: string;
  /** What a v0.1.1 control plane does not have: `API keys`. */
  readonly isNew?: string;
}

/** Waits for an answer; a refusal says what it means here, and below that what the control plane said. */
export async function explaining<Answer>(answer: Promise<Answer>, refusals: Refusals): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw explained(error, refusals);
  }
}

/** The router of v0.1.1 has nothing to say of a route that it does not have; ours says what is not there. */
export const isUnknownRoute = (error: unknown): boolean =>
  error instanceof HttpFailed && (error.status === 405 || (error.status === 404 && error.detail['body'] === ''));

function explained(error: unknown, { missing, conflict, isNew }: Refusals): unknown {
  if (!(error instanceof HttpFailed)) return error;
  if (isNew !== undefined && isUnknownRoute(error))
    return new BadInput(`this control plane is too old for ${isNew}; update it`, {}, { cause: error });
  if (error.status === 404 && missing !== undefined) return new NotFound(missing, {}, { cause: error });
  if (error.status === 409 && conflict !== undefined) return new Conflict(conflict, {}, { cause: error });
  return error;
}
