import { BadInput } from '../../machines/errors.ts';
import type { CreatedRollout, RolloutPlan, RolloutTarget } from '../../machines/model/rollout.ts';
import type { Client } from '../../services/api/client.ts';
import { askedPlan, assertPlain } from './asked-plan.ts';
import { awaitRollout } from './await-rollout.ts';
import { notCreated } from './claimed-machines.ts';
import { counted } from '../../machines/policy/counted.ts';
import { batchLines, localPlanLines, planLines } from '../output/rollout-plan.ts';
import type { RolloutOrder } from './rollout-order.ts';
import { rolloutRequest } from './rollout-request.ts';
import { rolloutTarget } from './rollout-target.ts';
import type { Session } from '../session.ts';
import type { ExitCode } from '../line/verb.ts';

/** Shows the plan of a rollout, creates exactly that unless it is a trial, and waits for it if that is wanted. */
export async function rollOut(order: RolloutOrder, session: Session): Promise<ExitCode> {
  const { settings, waitSeconds } = order;
  const { screen, isJson } = session;
  const client = await session.client();
  const request = rolloutRequest(order, await chosenTarget(order, client, session), session.config.cacheUrl);
  const plan = await askedPlan(client, request);
  if (plan === undefined) assertPlain(settings);
  else for (const line of planLines(plan, settings)) screen.say(line);
  if (order.isTrial) return endTrial(plan ?? (await localPlan(order, request.target, client)), order, session);

  const body = plan === undefined ? request : { ...request, seed: plan.seed };
  const created = await client.createRollout({ body }).catch((error: unknown) => {
    throw notCreated(error, plan);
  });
  tellCreated(created, plan, session);
  const { rollout_id: id } = created;
  if (waitSeconds !== undefined) return awaitRollout({ client, id, after: 0, timeoutSeconds: waitSeconds }, session);
  if (isJson) screen.json(created);
  else screen.say(`  Follow it with: nixfleet rollout status ${id} --wait`);
  return 0;
}

async function chosenTarget(
  { release, selection }: RolloutOrder,
  client: Pick<Client, 'listMachines'>,
  { log }: Session,
): Promise<RolloutTarget> {
  const tagged = selection.tags && selection.hosts ? await taggedMachines(client, selection.tags) : [];
  const { target, unmatched } = rolloutTarget(selection, release.hosts, tagged);
  for (const pattern of unmatched) log.warn(`${pattern} is skipped, not in the release`);
  return target;
}

/** What is known of a rollout where the control plane makes no plans: who is meant, and not who comes when. */
interface LocalPlan {
  readonly release_id: string;
  readonly machines: readonly string[];
  readonly strategy: string;
}

async function localPlan(
  { release, selection, settings }: RolloutOrder,
  target: RolloutTarget,
  client: Pick<Client, 'listMachines'>,
): Promise<LocalPlan> {
  const tagged = 'tags' in target ? await taggedMachines(client, target.tags) : [];
  const machines = 'hosts' in target ? target.hosts : release.hosts.filter((host) => tagged.includes(host));
  if (machines.length === 0)
    throw new BadInput(`no machine of the release has the tags ${selection.tags?.join(',') ?? ''}`);
  return { release_id: release.id, machines, strategy: settings.strategy };
}

function endTrial(plan: RolloutPlan | LocalPlan, { settings }: RolloutOrder, { screen, isJson }: Session): 0 {
  const isLocal = 'machines' in plan;
  if (isLocal) for (const line of localPlanLines(plan.release_id, plan.machines, settings)) screen.say(line);
  const isRefused = !isLocal && plan.conflicts.length > 0 && !settings.supersede;
  const unless = 'it would be refused now: wait for what is in the way, cancel it, or use --supersede';
  screen.say(`Dry run: no rollout was created${isRefused ? `; ${unless}` : ''}.`);
  if (isJson) screen.json(isLocal ? plan : { ...plan, machines: machinesIn(plan) });
  return 0;
}

/** What was created, and what of it is not as it was shown: between the two the fleet may have changed. */
function tellCreated(created: CreatedRollout, plan: RolloutPlan | undefined, { screen, log }: Session): void {
  const { rollout_id: id, batches, total_machines: total, skipped = [], superseded = [] } = created;
  const foretold = new Set(plan?.skipped.map(({ machine_id: machine }) => machine));
  for (const { machine_id: machine, reason } of skipped.filter((left) => !foretold.has(left.machine_id)))
    log.warn(`${machine} is skipped: ${reason}`);
  for (const other of superseded) screen.say(`Rollout ${other} cancelled: its machines keep what they have`);
  screen.say(`Rollout ${id} created: ${counted(total, 'machine')} in ${counted(batches.length, 'batch', 'batches')}`);
  if (plan === undefined || machinesIn(plan).join() === machinesIn(created).join()) return;
  for (const line of ['Machines have changed since the plan was made; the batches are:', ...batchLines(batches)])
    screen.say(line);
}

const machinesIn = ({ batches }: Pick<RolloutPlan, 'batches'>): string[] =>
  batches.flatMap(({ machine_ids: ids }) => ids);

async function taggedMachines(client: Pick<Client, 'listMachines'>, tags: readonly string[]): Promise<string[]> {
  const machines = await client.listMachines({ query: { tag: [...new Set(tags)] } });
  return machines.map(({ machine_id: id }) => id);
}
