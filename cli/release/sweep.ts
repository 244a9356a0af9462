import { FleetError, HttpFailed } from '../../machines/errors.ts';
import { counted } from '../../machines/policy/counted.ts';
import type { Client } from '../../services/api/client.ts';
import type { Progress } from '../output/progress.ts';
import { taken } from '../asking/taken.ts';

/** What became of releases that were to be deleted, by their ids. */
export interface Sweep {
  readonly deleted: readonly string[];
  /** Rollouts refer to them: they are kept. */
  readonly referenced: readonly string[];
  /** Nobody came to them any more, or they may be gone: nobody heard. */
  readonly left: readonly string[];
}

/** Deletes releases one after the other, until the signal; `failure`: why it was given up. */
export async function swept(
  client: Pick<Client, 'deleteRelease'>,
  ids: readonly string[],
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<Sweep & { readonly failure?: FleetError }> {
  const [deleted, referenced]: [string[], string[]] = [[], []];
  const outcome = () => ({ deleted, referenced, left: ids.slice(deleted.length + referenced.length) });
  try {
    for (const [index, id] of ids.entries()) {
      if (signal.aborted) break;
      progress.status(`deleting releases  ${index + 1}/${ids.length}`);
      const list = (await isDeleted(client, id, signal)) ? deleted : referenced;
      list.push(id);
    }
    return outcome();
  } catch (failure) {
    if (signal.aborted) return outcome();
    if (!(failure instanceof FleetError)) throw failure;
    return { ...outcome(), failure };
  } finally {
    progress.end();
  }
}

/** What would become of them, as far as the rollouts that the control plane tells of say. */
export async function sweepForeseen(client: Pick<Client, 'page'>, ids: readonly string[]): Promise<Sweep> {
  const rollouts = ids.length === 0 ? [] : await taken(client, 'listRollouts');
  const used = new Set(rollouts.map(({ release_id: id }) => id));
  return { deleted: ids.filter((id) => !used.has(id)), referenced: ids.filter((id) => used.has(id)), left: [] };
}

/** What became of the releases, in one sentence; `young` are those that nobody wanted to delete. */
export function sweepSentence({ deleted, referenced, left }: Sweep, young: number, isTrial: boolean): string {
  const parts = [
    `${counted(deleted.length, 'release')} ${isTrial ? 'would be deleted' : 'deleted'}`,
    ...(referenced.length > 0 ? [`${referenced.length} kept: still referenced by a rollout`] : []),
    ...(young > 0 ? [`${young} kept: new enough`] : []),
    ...(left.length > 0 ? [`${left.length} left over`] : []),
  ];
  return parts.join(', ');
}

/** Whether it is gone now; one that somebody else deleted is, too. */
async function isDeleted(client: Pick<Client, 'deleteRelease'>, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    await client.deleteRelease({ params: { id }, signal });
    return true;
  } catch (error) {
    if (error instanceof HttpFailed && error.status === 409) return false;
    if (error instanceof HttpFailed && error.status === 404) return true;
    throw error;
  }
}
