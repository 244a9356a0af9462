import { FleetError } from '../../machines/errors.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import type { RolloutSettings } from '../rollout/rollout-settings.ts';
import type { Selection } from '../rollout/rollout-target.ts';
import type { Session } from '../session.ts';
import { isShownChange } from '../consent/attention.ts';
import { cachesFor } from './caches-for.ts';
import { plannedUnregistered } from './fleet-plan.ts';
import { showChange } from './show-change.ts';
import { unregisteredRollout } from './unregistered-rollout.ts';

/** A deploy of a flake that is a dry run: its hosts are built. */
export interface Trial {
  readonly entries: readonly ReleaseEntry[];
  readonly selection: Selection;
  readonly settings: RolloutSettings;
  readonly isUnasked: boolean;
  /** `--cache-url`. */
  readonly cacheUrl: string | undefined;
}

/** Longer a dry run does not wait for a control plane, which it otherwise does not need. */
const LIMIT_MS = 10_000;

/** Shows what a dry run of a deploy would have changed, and how it would have gone, if the control plane tells what machines run. */
export async function showTrial(trial: Trial, session: Session): Promise<void> {
  const { entries, selection, settings, isUnasked, cacheUrl } = trial;
  if (!isShownChange({ isTrial: true, isUnasked }, session)) return;
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const client = await session.client();
    const signal = AbortSignal.any([limit, session.interruption()]);
    const machines = await client.listMachines({ signal });
    const { machines: ids, lines } = plannedUnregistered(
      unregisteredRollout({ entries, selection, settings, machines }),
      settings,
    );
    const caches = cachesFor({ flag: cacheUrl, config: session.config });
    await showChange({ machines: ids, entries, caches, reported: () => Promise.resolve(machines) }, session);
    for (const line of lines) session.screen.say(line);
  } catch (error) {
    if (session.interruption().aborted) return;
    if (!limit.aborted && !(error instanceof FleetError)) throw error;
    const why = limit.aborted ? 'the control plane does not answer in time' : (error as Error).message;
    session.screen.note(`What it would change is left out: ${why}`);
  }
}
