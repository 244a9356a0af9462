import type { CreatedRollout, RolloutPlan } from '../../machines/model/rollout.ts';
import { counted } from '../../machines/policy/counted.ts';
import type { Client } from '../../services/api/client.ts';
import type { OnceOptions } from '../../services/api/client-call.ts';
import { doOnce } from '../asking/do-once.ts';
import type { ExitCode } from '../line/verb.ts';
import { printable } from '../../services/host/printable.ts';
import { batchLines, localPlanLines, planLines } from '../output/rollout-plan.ts';
import { agreedOn } from '../consent/agreed-on.ts';
import { isShownChange } from '../consent/attention.ts';
import { cachesFor } from '../plan/caches-for.ts';
import { plannedByControlPlane, plannedForOld } from '../plan/fleet-plan.ts';
import type { Session } from '../session.ts';
import { awaitRollout } from './await-rollout.ts';
import { notCreatable, notCreated } from './not-created.ts';
import { localPlan, type LocalPlan, machinesIn, type AskedRollout, askedRollout } from './asked-rollout.ts';
import type { RolloutOrder } from './rollout-order.ts';

/**
 * Shows what a rollout would change and how it would go, asks whoever sits before it, creates exactly that unless it is a
 * trial, and waits for it if that is wanted. Machines that are chosen by tags are those that have them when it is created: where
 * that is not what was shown, it is told afterwards.
 */
export async function rollOut(order: RolloutOrder, session: Session): Promise<ExitCode> {
  const client = await session.client();
  const signal = session.interruption();
  const agreed = await agreedRollout(order, client, session).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return 'interrupted' as const;
  });
  // Whoever interrupts while nobody is asked has not agreed.
  if (signal.aborted) return endUnwanted('interrupted', order, session);
  if (agreed === 'tried') return 0;
  if (agreed === 'no' || agreed === 'interrupted') return endUnwanted(agreed, order, session);
  return create({ ...agreed, client }, order, session);
}

async function agreedRollout(
  order: RolloutOrder,
  client: Client,
  session: Session,
): Promise<AskedRollout | 'tried' | 'no' | 'interrupted'> {
  const { settings, release } = order;
  const { screen } = session;
  const signal = session.interruption();
  const { request, plan } = await askedRollout(order, client, session);
  // An old control plane is not asked for more than the rollout needs: a key to deploy may not be one to look.
  const isShown = order.isTrial || isShownChange(order, session);
  const local = plan || !isShown ? undefined : await localPlan(order, request.target, { client, signal });
  const machines = plan ? machinesIn(plan) : (local?.machines ?? []);
  if (isShown && release.entries !== null) {
    const { showChange } = await import('../plan/show-change.ts');
    const caches = cachesFor({ flag: order.cacheUrl, release, config: session.config });
    const reported = (within: AbortSignal) => client.listMachines({ signal: within });
    const shown = await showChange({ machines, caches, entries: release.entries, reported }, session);
    if (shown === 'interrupted') return shown;
  }
  if (plan) for (const line of planLines(plan, settings)) screen.say(line);
  if (order.isTrial) return endTrial(plan ?? local, order, session);
  // What would be refused is not asked about, nor asked for: what is in the way may end at any moment, and then it would go.
  if (plan && plan.conflicts.length > 0 && !settings.supersede) throw notCreatable(plan);
  if (!plan && local) sayLocal(local, order, session);
  const answer = await agreedOn(machines.length, order, session);
  return answer === 'yes' ? { request, plan } : answer;
}

async function create(
  { request, plan, client }: AskedRollout & { readonly client: Client },
  { waitSeconds }: RolloutOrder,
  session: Session,
): Promise<ExitCode> {
  const { screen, isJson } = session;
  const body = plan === undefined ? request : { ...request, seed: plan.seed };
  const post = (once: OnceOptions) => client.createRollout({ body, ...once });
  const created = await doOnce(client, post, session.interruption()).catch((error: unknown) => {
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

function endTrial(plan: RolloutPlan | LocalPlan | undefined, order: RolloutOrder, session: Session): 'tried' {
  const { screen, isJson } = session;
  if (plan === undefined) return 'tried';
  const isLocal = 'machines' in plan;
  if (isLocal) sayLocal(plan, order, session);
  const isRefused = !isLocal && plan.conflicts.length > 0 && !order.settings.supersede;
  const unless = 'it would be refused now: wait for what is in the way, cancel it, or use --supersede';
  screen.say(`Dry run: no rollout was created${isRefused ? `; ${unless}` : ''}.`);
  const { settings } = order;
  if (isJson) screen.json((isLocal ? plannedForOld(plan, settings) : plannedByControlPlane(plan, settings)).json);
  return 'tried';
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
  for (const other of superseded) screen.say(`Rollout ${printable(other)} cancelled: its machines keep what they have`);
  screen.say(`Rollout ${id} created: ${counted(total, 'machine')} in ${counted(batches.length, 'batch', 'batches')}`);
  if (plan === undefined || machinesIn(plan).join() === machinesIn(created).join()) return;
  for (const line of ['Machines have changed since the plan was made; the batches are:', ...batchLines(batches)])
    screen.say(line);
}
