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

/** What can be asked for by its id, and where such ids are listed. */
const LISTED = {
  machine: { name: 'machine', list: 'machines list' },
  release: { name: 'release', list: 'release list' },
  rollout: { name: 'rollout', list: 'rollout list' },
  key: { name: 'API key', list: 'keys list' },
} as const;

/** What a 404 means, and what there is instead. */
export function missing(kind: keyof typeof LISTED, id: string): string {
  const { name, list } = LISTED[kind];
  return `${name} ${id} was not found; nixfleet ${list} shows which there are`;
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

function explained(error: unknown, { missing: absent, conflict, isNew }: Refusals): unknown {
  if (!(error instanceof HttpFailed)) return error;
  if (isNew !== undefined && isUnknownRoute(error))
    return new BadInput(`this control plane is too old for ${isNew}; update it`, {}, { cause: error });
  if (error.status === 404 && absent !== undefined) return new NotFound(absent, {}, { cause: error });
  if (error.status === 409 && conflict !== undefined) return new Conflict(conflict, {}, { cause: error });
  return error;
}
