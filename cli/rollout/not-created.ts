import { Conflict, HttpFailed } from '../../machines/errors.ts';
import type { RolloutPlan } from '../../machines/model/rollout.ts';

const SHOWN = 3;

/**
 * The error of a rollout that was not created: where other rollouts have its machines, with what to do about each of them;
 * else as it is. Without a plan the control plane is too old to supersede.
 */
export function notCreated(error: unknown, plan: RolloutPlan | undefined): unknown {
  if (!(error instanceof HttpFailed) || error.status !== 409) return error;
  return inTheWay(error.message, plan, { cause: error });
}

/** The same where the plan has said already that it would be refused: nobody has to be asked to hear that. */
export function notCreatable(plan: RolloutPlan): Conflict {
  const held = plan.conflicts.map(
    ({ machine_id: id, rollout_id: by }) => `machine ${id} is in the active rollout ${by}`,
  );
  const more = held.length > SHOWN ? `, and ${held.length - SHOWN} more` : '';
  return inTheWay(`no rollout was created: ${held.slice(0, SHOWN).join(', ')}${more}`, plan);
}

function inTheWay(message: string, plan: RolloutPlan | undefined, options?: ErrorOptions): Conflict {
  const holders = holdersIn(message, plan).slice(0, SHOWN);
  const remedies = [
    ...holders.map((id) => `  Wait for it:   nixfleet rollout status ${id} --wait --wait-timeout 0`),
    ...holders.map((id) => `  Or cancel it:  nixfleet rollout cancel ${id}`),
    ...(plan
      ? [`  Or take over:  the same again with --release ${plan.release_id} --supersede, which cancels it`]
      : []),
  ];
  return new Conflict([message, ...remedies].join('\n'), {}, options);
}

/** The rollouts in the way: what the plan saw, and what is named now. */
function holdersIn(message: string, plan: RolloutPlan | undefined): string[] {
  const named = message.match(/\br-[\w-]+/g) ?? [];
  return [...new Set([...named, ...(plan?.conflicts ?? []).map(({ rollout_id: id }) => id)])];
}
