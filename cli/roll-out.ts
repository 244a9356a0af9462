import { BadInput } from '../machines/errors.ts';
import type { CreateRollout, RolloutTarget } from '../machines/model/rollout.ts';
import type { Client } from '../services/api/client.ts';
import { awaitRollout } from './await-rollout.ts';
import { counted } from '../machines/policy/counted.ts';
import { planLines } from './output/rollout-plan.ts';
import type { RolloutSettings } from './rollout-settings.ts';
import { rolloutTarget, type Selection } from './rollout-target.ts';
import type { Session } from './session.ts';
import type { ExitCode } from './verb.ts';

/** What of a release matters to a rollout of it. */
export interface Deployable {
  readonly id: string;
  readonly cacheUrl: string | null;
  readonly hosts: readonly string[];
}

/** A rollout that an operator wants. */
export interface RolloutOrder {
  readonly release: Deployable;
  readonly settings: RolloutSettings;
  readonly selection: Selection;
  readonly cacheUrl: string | undefined;
  /** A trial shows the plan and creates nothing. */
  readonly isTrial: boolean;
  /** Undefined: do not wait; 0: for ever. */
  readonly waitSeconds: number | undefined;
}

/** Creates a rollout, or shows what it would be, and waits for it if that is wanted. */
export async function rollOut(order: RolloutOrder, session: Session): Promise<ExitCode> {
  const { release, selection, waitSeconds } = order;
  const { screen, log } = session;
  const client = await session.client();
  const tagged =
    selection.tags && (selection.hosts || order.isTrial) ? await taggedMachines(client, selection.tags) : [];
  const { target, unmatched } = rolloutTarget(selection, release.hosts, tagged);
  for (const pattern of unmatched) log.warn(`${pattern} is skipped, not in the release`);
  if (order.isTrial)
    return showPlan(
      order,
      'hosts' in target ? target.hosts : release.hosts.filter((host) => tagged.includes(host)),
      session,
    );

  const created = await client.createRollout({ body: requestOf(order, target, session.config.cacheUrl) });
  const { rollout_id: id, batches, total_machines: total, skipped = [] } = created;
  for (const { machine_id: machine, reason } of skipped) log.warn(`${machine} is skipped: ${reason}`);
  screen.say(`Rollout ${id} created: ${counted(total, 'machine')} in ${counted(batches.length, 'batch', 'batches')}`);
  if (waitSeconds !== undefined) return awaitRollout({ client, id, after: 0, timeoutSeconds: waitSeconds }, session);
  if (session.isJson) screen.json(created);
  else screen.say(`  Follow it with: nixfleet rollout status ${id} --wait`);
  return 0;
}

function showPlan(
  { release, settings, selection }: RolloutOrder,
  machines: readonly string[],
  { screen, isJson }: Session,
): 0 {
  if (machines.length === 0)
    throw new BadInput(`no machine of the release has the tags ${selection.tags?.join(',') ?? ''}`);
  for (const line of planLines(release.id, machines, settings)) screen.say(line);
  if (isJson) screen.json({ release_id: release.id, machines, strategy: settings.strategy });
  return 0;
}

function requestOf(
  { release, settings, cacheUrl }: RolloutOrder,
  target: RolloutTarget,
  configured: string | undefined,
): CreateRollout {
  return {
    release_id: release.id,
    // The release knows its cache better than the file does, and the flag better than both.
    cache_url: cacheUrl || (release.cacheUrl === null ? configured : undefined) || null,
    strategy: settings.strategy,
    batch_sizes: settings.batchSizes,
    failure_threshold: settings.failureThreshold,
    on_failure: settings.onFailure,
    health_timeout: settings.healthTimeoutSeconds,
    target,
  };
}

async function taggedMachines(client: Pick<Client, 'listMachines'>, tags: readonly string[]): Promise<string[]> {
  const machines = await client.listMachines({ query: { tag: [...new Set(tags)] } });
  return machines.map(({ machine_id: id }) => id);
}
