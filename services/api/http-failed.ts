import { STATUS_CODES } from 'node:http';
import { HttpFailed } from '../../machines/errors.ts';

/** What a control plane refused with. */
export interface RefusedAnswer {
  readonly status: number;
  readonly body: string;
  /** Where a 3xx points to. */
  readonly location?: string | undefined;
}

const SHOWN = 2000;

/** An answer outside 2xx as an error for an operator: its status, what the control plane said, and what to do. */
export function httpFailed({ status, body, location }: RefusedAnswer, hasKey: boolean): HttpFailed {
  const title = `Control plane returned ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  const said = remedy(status, hasKey, location) ?? body.trim().slice(0, SHOWN);
  return new HttpFailed(said === '' ? title : `${title}: ${said}`, status, { body: body.slice(0, SHOWN) });
}

function remedy(status: number, hasKey: boolean, location: string | undefined): string | undefined {
  if (status === 401) {
    return hasKey
      ? 'it does not know this API key; check --api-key, NIXFLEET_API_KEY and the saved credentials'
      : 'it wants an API key; give --api-key or NIXFLEET_API_KEY, or make the first key with `nixfleet bootstrap`';
  }
  if (location !== undefined) return `it points to ${location}; if that is the control plane, use its URL`;
  return undefined;
}
