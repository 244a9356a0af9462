import { Conflict, HttpFailed } from '../../machines/errors.ts';
import type { RolloutPlan } from '../../machines/model/rollout.ts';

const SHOWN = 3;

/**
 * The error of a rollout that was not created: where other rollouts have its machines, with what to do about each of them;
 * else as it is. Without a plan the control plane is too old to supersede.
 */
export function notCreated(error: unknown, plan: RolloutPlan | undefined): unknown {
  if (!(error instanceof HttpFailed) || error.status !== 409) return error;
  const holders = holdersIn(error.message, plan).slice(0, SHOWN);
  const remedies = [
    ...holders.map((id) => `  Wait for it:   nixfleet rollout status ${id} --wait --wait-timeout 0`),
    ...holders.map((id) => `  Or cancel it:  nixfleet rollout cancel ${id}`),
    ...(plan
      ? [`  Or take over:  the same again with --release ${plan.release_id} --supersede, which cancels it`]
      : []),
  ];
  return new Conflict([error.message, ...remedies].join('\n'), {}, { cause: error });
}

/** The rollouts in the way: what the plan saw, and what is named now. */
function holdersIn(message: string, plan: RolloutPlan | undefined): string[] {
  const named = message.match(/\br-[\w-]+/g) ?? [];
  return [...new Set([...named, ...(plan?.conflicts ?? []).map(({ rollout_id: id }) => id)])];
}
