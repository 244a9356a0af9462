import type { CreateRollout, RolloutTarget } from '../../machines/model/rollout.ts';
import type { RolloutOrder } from './rollout-order.ts';

/** The body that asks for a rollout. Of what v0.1.1 does not know it has only what was asked for. */
export function rolloutRequest(
  { release, settings, cacheUrl }: Pick<RolloutOrder, 'release' | 'settings' | 'cacheUrl'>,
  target: RolloutTarget,
  configured: string | undefined,
): CreateRollout {
  const { soakSeconds, successThreshold, progressDeadlineSeconds, seed, retry, supersede } = settings;
  return {
    release_id: release.id,
    // The release knows its cache better than the file does, and the flag better than both; also where we may not read it.
    cache_url: cacheUrl || (release.entries && release.cacheUrl === null ? configured : undefined) || null,
    strategy: settings.strategy,
    batch_sizes: settings.batchSizes,
    failure_threshold: settings.failureThreshold,
    on_failure: settings.onFailure,
    health_timeout: settings.healthTimeoutSeconds,
    target,
    ...(soakSeconds > 0 && { soak_seconds: soakSeconds }),
    ...(successThreshold !== null && { success_threshold: successThreshold }),
    ...(progressDeadlineSeconds !== null && { progress_deadline: progressDeadlineSeconds }),
    ...(seed !== null && { seed }),
    ...(retry && { retry }),
    ...(supersede && { supersede }),
  };
}
