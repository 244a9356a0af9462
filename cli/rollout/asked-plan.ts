import { BadInput, HttpFailed } from '../../machines/errors.ts';
import type { CreateRollout, RolloutPlan } from '../../machines/model/rollout.ts';
import type { Client } from '../../services/api/client.ts';
import { isUnknownRoute } from '../asking/explaining.ts';
import { newerFlags, type RolloutSettings } from './rollout-settings.ts';

type Planner = Pick<Client, 'planRollout'>;

/** What the control plane would make of a rollout; undefined: it is as old as v0.1.1 and makes no plans. */
export async function askedPlan(
  client: Planner,
  body: CreateRollout,
  signal?: AbortSignal,
): Promise<RolloutPlan | undefined> {
  try {
    return await client.planRollout({ body, ...(signal && { signal }) });
  } catch (error) {
    if (isUnknownRoute(error)) return undefined;
    throw error;
  }
}

/**
 * Refuses settings that a control plane without plans would ignore without a word. Throws `BadInput`. For before a
 * release is made: it asks only when there is such a setting.
 */
export async function assertUnderstood(client: Planner, settings: RolloutSettings): Promise<void> {
  if (newerFlags(settings).length > 0 && !(await makesPlans(client))) assertPlain(settings);
}

/** Refuses settings that v0.1.1 does not know. Throws `BadInput`. */
export function assertPlain(settings: RolloutSettings): void {
  const flags = newerFlags(settings);
  if (flags.length === 0) return;
  throw new BadInput(
    `this control plane is too old for ${flags.join(', ')} and would ignore that; leave it out, or update the control plane`,
  );
}

/** Of nothing there is no plan: what counts is who says so. */
const NOTHING: CreateRollout = {
  release_id: 'rel-0',
  target: { hosts: [] },
  strategy: 'all_at_once',
  failure_threshold: '0',
  on_failure: 'pause',
};

async function makesPlans(client: Planner): Promise<boolean> {
  try {
    return (await askedPlan(client, NOTHING)) !== undefined;
  } catch (error) {
    if (error instanceof HttpFailed && (error.status === 400 || error.status === 404)) return true;
    throw error;
  }
}
