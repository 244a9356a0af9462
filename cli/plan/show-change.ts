import { FleetError } from '../../machines/errors.ts';
import type { MachineStatus } from '../../machines/model/machine.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import type { Session } from '../session.ts';
import { changeLines } from './change-lines.ts';
import { fleetChange } from './fleet-change.ts';
import { machineSteps } from './machine-steps.ts';

/** What would go where, and where to look for what it is made of. */
export interface ShownOrder {
  readonly machines: readonly string[];
  readonly entries: readonly Pick<ReleaseEntry, 'hostname' | 'store_path'>[];
  readonly caches: readonly string[];
  /** What machines have reported of themselves. */
  readonly reported: (signal: AbortSignal) => Promise<readonly MachineStatus[]>;
}

/** Longer nobody is kept from deploying. */
const LIMIT_MS = 10_000;

/** Shows what a rollout would change. Whatever goes wrong is a remark: a rollout does not need to know. */
export async function showChange(order: ShownOrder, session: Session): Promise<'shown' | 'interrupted'> {
  const { screen, isVerbose } = session;
  const interruption = session.interruption();
  const limit = AbortSignal.timeout(LIMIT_MS);
  const signal = AbortSignal.any([interruption, limit]);
  const progress = screen.progress('packages');
  progress.status('looking at what would change');
  try {
    const steps = machineSteps(order.machines, order.entries, await order.reported(signal));
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
