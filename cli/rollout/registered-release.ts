import { HttpFailed } from '../../machines/errors.ts';
import { isGlob } from '../../machines/policy/targets.ts';
import type { Client } from '../../services/api/client.ts';
import { explaining, missing } from '../asking/explaining.ts';
import type { Deployable } from './rollout-order.ts';
import type { Selection } from './rollout-target.ts';

/**
 * A release that was made before. A control plane may refuse to show it and roll it out all the same: where the machines can be
 * named without it, it comes without entries, and `warn` hears of it.
 */
export async function registeredRelease(
  client: Pick<Client, 'getRelease'>,
  { id, selection }: { readonly id: string; readonly selection: Selection },
  warn: (message: string) => void,
): Promise<Deployable> {
  try {
    const { cache_url: cacheUrl, entries } = await client.getRelease({ params: { id } });
    return { id, cacheUrl, entries };
  } catch (error) {
    if (!isHidden(error) || !isNamed(selection))
      return explaining(Promise.reject(error), { missing: missing('release', id) });
    warn(`release ${id} cannot be read (${error.message}): whether the machines are in it is not checked here`);
    return { id, cacheUrl: null, entries: null };
  }
}

/** v0.1.1 answers so to who may deploy and not look. */
const isHidden = (error: unknown): error is HttpFailed =>
  error instanceof HttpFailed && (error.status === 403 || error.status === 404);

const isNamed = ({ hosts, tags }: Selection): boolean => (hosts ? !hosts.some(isGlob) : tags !== undefined);
