import type { Client } from '../../services/api/client.ts';
import type { ExitCode } from '../line/verb.ts';
import type { Session } from '../session.ts';
import { changeJson } from './change-json.ts';
import { changeLines } from './change-lines.ts';
import { type FleetChange, fleetChange } from './fleet-change.ts';
import { type PlannedDeploy, plannedDeploy, type PlanningOrder } from './planned-deploy.ts';
import { machineSteps } from './machine-steps.ts';

/** Shows what a deploy would change and how it would go. Creates nothing. */
export async function showPlan(order: PlanningOrder, session: Session): Promise<ExitCode> {
  const client = await session.client();
  const planned = await plannedDeploy(order, client, session);
  const change = planned === 'interrupted' ? planned : await changeOf(planned, client, session);
  if (planned === 'interrupted' || change === 'interrupted') {
    session.screen.note('Interrupted: nothing was created.');
    return 130;
  }
  show(planned, change, session);
  return 0;
}

async function changeOf(
  { plan: { machines }, entries, caches, derivations }: PlannedDeploy,
  client: Pick<Client, 'listMachines'>,
  session: Session,
): Promise<FleetChange | 'interrupted'> {
  const signal = session.interruption();
  const progress = session.screen.progress('packages');
  progress.status('looking at what would change');
  try {
    const steps = machineSteps(machines, entries, await client.listMachines({ signal }));
    return await fleetChange(steps, { caches, derivations, signal });
  } catch (error) {
    if (signal.aborted) return 'interrupted';
    throw error;
  } finally {
    progress.end();
  }
}

function show({ plan: { lines, json }, source }: PlannedDeploy, change: FleetChange, session: Session): void {
  const { screen, isJson, isVerbose } = session;
  const look = { paint: screen.paint, width: screen.width, isWhole: isVerbose };
  for (const line of [...changeLines(change, look), '', ...lines]) screen.say(line);
  const flake = source && { ref: source.ref, revision: source.revision };
  if (isJson) screen.json({ ...json, flake, machines: change.steps.map(stepJson), ...changeJson(change) });
  else screen.say('Nothing was created.');
}

const stepJson = ({ machineId, current, wanted }: FleetChange['steps'][number]) => ({
  machine_id: machineId,
  current: current === '' ? null : current,
  wanted,
});
