import { BadInput } from '../../machines/errors.ts';
import type { CreateRollout, RolloutPlan, RolloutTarget } from '../../machines/model/rollout.ts';
import type { Client } from '../../services/api/client.ts';
import type { Session } from '../session.ts';
import { askedPlan, assertPlain } from './asked-plan.ts';
import type { RolloutOrder } from './rollout-order.ts';
import { rolloutRequest } from './rollout-request.ts';
import { rolloutTarget } from './rollout-target.ts';

/** A rollout of a registered release as it would go. */
export interface AskedRollout {
  readonly request: CreateRollout;
  /** Undefined: the control plane is as old as v0.1.1 and makes no plans. */
  readonly plan: RolloutPlan | undefined;
}

/** What is known of a rollout where the control plane makes no plans: who is meant, and not who comes when. */
export interface LocalPlan {
  readonly release_id: string;
  readonly machines: readonly string[];
}

/** What of an order decides over its plan. */
export type PlanOrder = Pick<RolloutOrder, 'release' | 'selection' | 'settings' | 'cacheUrl'>;

/**
 * Asks how a rollout would go. Throws `BadInput` when nobody is meant, and for what an old control plane would ignore; and the
 * signal's reason at Ctrl-C.
 */
export async function askedRollout(
  order: PlanOrder,
  client: Pick<Client, 'listMachines' | 'planRollout'>,
  { config, log, interruption }: Pick<Session, 'config' | 'log' | 'interruption'>,
): Promise<AskedRollout> {
  const { release, selection, settings } = order;
  const signal = interruption();
  const tagged = selection.tags && selection.hosts ? await taggedMachines(client, selection.tags, signal) : [];
  const { target, unmatched } = rolloutTarget(selection, hostsIn(release), tagged);
  for (const pattern of unmatched) log.warn(`${pattern} is skipped, not in the release`);
  const request = rolloutRequest(order, target, config.cacheUrl);
  const plan = await askedPlan(client, request, signal);
  if (plan === undefined) assertPlain(settings);
  return { request, plan };
}

/** The plan that can be made here. Throws `BadInput` when no machine of the release is meant. */
export async function localPlan(
  { release, selection }: PlanOrder,
  target: RolloutTarget,
  { client, signal }: { readonly client: Pick<Client, 'listMachines'>; readonly signal: AbortSignal },
): Promise<LocalPlan> {
  const tagged = 'tags' in target ? await taggedMachines(client, target.tags, signal) : [];
  const machines = 'hosts' in target ? target.hosts : (hostsIn(release) ?? tagged).filter((id) => tagged.includes(id));
  if (machines.length === 0)
    throw new BadInput(`no machine of the release has the tags ${selection.tags?.join(',') ?? ''}`);
  return { release_id: release.id, machines };
}

/** The machines of a plan, batch after batch. */
export const machinesIn = ({ batches }: Pick<RolloutPlan, 'batches'>): string[] =>
  batches.flatMap(({ machine_ids: ids }) => ids);

const hostsIn = ({ entries }: PlanOrder['release']): string[] | null =>
  entries && entries.map(({ hostname }) => hostname);

/** All are asked for and looked through: one of v0.1.1 refuses the question for tags. */
async function taggedMachines(
  client: Pick<Client, 'listMachines'>,
  tags: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const machines = await client.listMachines({ signal });
  return machines.filter((machine) => tags.every((tag) => machine.tags.includes(tag))).map(({ machine_id: id }) => id);
}
