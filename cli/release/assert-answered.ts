import { HttpFailed } from '../../machines/errors.ts';
import type { Client } from '../../services/api/client.ts';

/**
 * Asks the control plane for a little before hours of building: one that is away, or that does not know the key, would
 * not take the release in the end. Throws what it says; any other answer will do.
 */
export async function assertAnswered(client: Pick<Client, 'listReleases'>, signal: AbortSignal): Promise<void> {
  try {
    await client.listReleases({ query: { limit: '1' }, signal });
  } catch (error) {
    if (!(error instanceof HttpFailed) || error.status === 401 || error.status === 403) throw error;
  }
}
