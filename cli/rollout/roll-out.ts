import type { CreatedRollout, RolloutPlan } from '../../machines/model/rollout.ts';
import { counted } from '../../machines/policy/counted.ts';
import type { Client } from '../../services/api/client.ts';
import { doOnce } from '../asking/do-once.ts';
import type { ExitCode } from '../line/verb.ts';
import { batchLines, localPlanLines, planLines } from '../output/rollout-plan.ts';
import { agreedOn } from '../consent/agreed-on.ts';
import { isShownChange } from '../consent/attention.ts';
import { cachesFor } from '../plan/caches-for.ts';
import type { Session } from '../session.ts';
import { awaitRollout } from './await-rollout.ts';
import { notCreated } from './not-created.ts';
import { localPlan, type LocalPlan, machinesIn, type AskedRollout, askedRollout } from './asked-rollout.ts';
import type { RolloutOrder } from './rollout-order.ts';

/**
 * Shows what a rollout would change and how it would go, asks whoever sits before it, creates exactly that unless it is a
 * trial, and waits for it if that is wanted.
 */
export async function rollOut(order: RolloutOrder, session: Session): Promise<ExitCode> {
  const { settings, release } = order;
  const { screen } = session;
  const client = await session.client();
  const { request, plan } = await askedRollout(order, client, session);
  // An old control plane is not asked for more than the rollout needs: a key to deploy may not be one to look.
  const isShown = order.isTrial || isShownChange(order, session);
  const local = plan || !isShown ? undefined : await localPlan(order, request.target, client);
  const machines = plan ? machinesIn(plan) : (local?.machines ?? []);
  if (isShown && release.entries !== null) {
    const { showChange } = await import('../plan/show-change.ts');
    const caches = cachesFor([order.cacheUrl, release.cacheUrl, session.config.cacheUrl]);
    const shown = await showChange({ ...order, machines, caches, entries: release.entries }, client, session);
    if (shown === 'interrupted') return endUnwanted('interrupted', order, session);
  }
  if (plan) for (const line of planLines(plan, settings)) screen.say(line);
  if (order.isTrial) return endTrial(plan ?? local, order, session);
  // What will be refused is not asked about: the refusal says what to do.
  const isHopeless = plan !== undefined && plan.conflicts.length > 0 && !settings.supersede;
  if (!plan && local) sayLocal(local, order, session);
  const answer = isHopeless ? 'yes' : await agreedOn(machines.length, order, session);
  if (answer !== 'yes') return endUnwanted(answer, order, session);
  return create({ request, plan, client }, order, session);
}

async function create(
  { request, plan, client }: AskedRollout & { readonly client: Client },
  { waitSeconds }: RolloutOrder,
  session: Session,
): Promise<ExitCode> {
  const { screen, isJson } = session;
  const body = plan === undefined ? request : { ...request, seed: plan.seed };
  const created = await doOnce(client, (once) => client.createRollout({ body, ...once })).catch((error: unknown) => {
    throw notCreated(error, plan);
  });
  session.operation.about({ rollout: created.rollout_id, hosts: machinesIn(created) });
  tellCreated(created, plan, session);
  const { rollout_id: id } = created;
  if (waitSeconds !== undefined && isJson) screen.jsonLine({ type: 'created', ...created });
  if (waitSeconds !== undefined) return awaitRollout({ client, id, after: 0, timeoutSeconds: waitSeconds }, session);
  if (isJson) screen.json(created);
  else screen.say(`  Follow it with: nixfleet rollout status ${id} --wait`);
  return 0;
}

function endTrial(plan: RolloutPlan | LocalPlan | undefined, order: RolloutOrder, session: Session): 0 {
  const { screen, isJson } = session;
  if (plan === undefined) return 0;
  const isLocal = 'machines' in plan;
  if (isLocal) sayLocal(plan, order, session);
  const isRefused = !isLocal && plan.conflicts.length > 0 && !order.settings.supersede;
  const unless = 'it would be refused now: wait for what is in the way, cancel it, or use --supersede';
  screen.say(`Dry run: no rollout was created${isRefused ? `; ${unless}` : ''}.`);
  if (isJson) screen.json(isLocal ? plan : { ...plan, machines: machinesIn(plan) });
  return 0;
}

function endUnwanted(answer: 'no' | 'interrupted', { release, isTrial }: RolloutOrder, { screen }: Session): 1 | 130 {
  const why = answer === 'no' ? 'Not rolled out' : 'Interrupted: no rollout was created';
  const again = isTrial ? '' : ` Release ${release.id} stays: nixfleet deploy --release ${release.id}`;
  screen.note(`${why}.${again}`);
  return answer === 'no' ? 1 : 130;
}

const sayLocal = ({ release_id: id, machines }: LocalPlan, { settings }: RolloutOrder, { screen }: Session): void =>
  localPlanLines(id, machines, settings).forEach((line) => screen.say(line));

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
