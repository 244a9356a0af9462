import { FleetError } from '../../machines/errors.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import type { Client } from '../../services/api/client.ts';
import type { Session } from '../session.ts';
import { type Attended, isShownChange } from '../consent/attention.ts';
import { changeLines } from './change-lines.ts';
import { fleetChange } from './fleet-change.ts';
import { machineSteps } from './machine-steps.ts';

/** What would go where, and where to look for what it is made of. */
export interface ShownOrder extends Attended {
  readonly machines: readonly string[];
  readonly entries: readonly Pick<ReleaseEntry, 'hostname' | 'store_path'>[];
  readonly caches: readonly string[];
}

/** Longer nobody is kept from deploying. */
const LIMIT_MS = 10_000;

/**
 * Shows what a rollout would change, if somebody wants to see that. Whatever goes wrong is a remark: a rollout does not need
 * to know.
 */
export async function showChange(
  order: ShownOrder,
  client: Pick<Client, 'listMachines'>,
  session: Session,
): Promise<'shown' | 'interrupted'> {
  if (!isShownChange(order, session)) return 'shown';
  const { screen, isVerbose } = session;
  const interruption = session.interruption();
  const limit = AbortSignal.timeout(LIMIT_MS);
  const signal = AbortSignal.any([interruption, limit]);
  const progress = screen.progress('packages');
  progress.status('looking at what would change');
  try {
    const steps = machineSteps(order.machines, order.entries, await client.listMachines({ signal }));
    const change = await fleetChange(steps, { caches: order.caches, derivations: new Map(), signal });
    progress.end();
    for (const line of changeLines(change, { ...screen, isWhole: isVerbose })) screen.say(line);
  } catch (error) {
    progress.end();
    if (interruption.aborted) return 'interrupted';
    if (!limit.aborted && !(error instanceof FleetError)) throw error;
    const why = limit.aborted ? `looking took longer than ${LIMIT_MS / 1000} s` : (error as Error).message;
    screen.note(`What would change in packages is left out: ${why}.`);
  }
  return 'shown';
}
