import type { Client } from '../../services/api/client.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import type { Session } from '../session.ts';
import { localPlan, askedRollout } from '../rollout/asked-rollout.ts';
import { registeredRelease } from '../rollout/registered-release.ts';
import type { RolloutSettings } from '../rollout/rollout-settings.ts';
import type { Selection } from '../rollout/rollout-target.ts';
import { cachesFor } from './caches-for.ts';
import { type FlakeHosts, flakeHosts, type FlakeOrder } from './flake-hosts.ts';
import { type FleetPlan, plannedByControlPlane, plannedForOld, plannedUnregistered } from './fleet-plan.ts';
import { unregisteredRollout } from './unregistered-rollout.ts';

/** What of a deploy is to be planned. */
export interface PlanningOrder {
  /** Undefined: what the flake makes now. */
  readonly release: string | undefined;
  readonly flake: FlakeOrder;
  readonly selection: Selection;
  readonly settings: RolloutSettings;
  readonly cacheUrl: string | undefined;
}

/** A plan, and what it would bring to whom. */
export interface PlannedDeploy {
  readonly plan: FleetPlan;
  readonly entries: readonly Pick<ReleaseEntry, 'hostname' | 'store_path'>[];
  readonly caches: readonly string[];
  readonly derivations: FlakeHosts['derivations'];
  readonly source: FlakeHosts['source'];
}

/** Plans a release or what a flake makes, and creates nothing; `interrupted` after Ctrl-C. */
export async function plannedDeploy(
  order: PlanningOrder,
  client: Client,
  session: Session,
): Promise<PlannedDeploy | 'interrupted'> {
  return order.release === undefined
    ? plannedFlake(order, client, session)
    : plannedRelease({ ...order, release: order.release }, client, session).catch((error: unknown) => {
        if (!session.interruption().aborted) throw error;
        return 'interrupted';
      });
}

async function plannedRelease(
  { release: id, selection, settings, cacheUrl }: PlanningOrder & { readonly release: string },
  client: Client,
  session: Session,
): Promise<PlannedDeploy> {
  const { log, config, operation } = session;
  const release = await registeredRelease(client, { id, selection }, (text) => log.warn(text));
  operation.about({ release: id });
  const order = { release, selection, settings, cacheUrl };
  const { plan, request } = await askedRollout(order, client, session);
  const signal = session.interruption();
  return {
    plan: plan
      ? plannedByControlPlane(plan, settings)
      : plannedForOld(await localPlan(order, request.target, { client, signal }), settings),
    entries: release.entries ?? [],
    caches: cachesFor({ flag: cacheUrl, release, config }),
    ...{ derivations: new Map(), source: null },
  };
}

async function plannedFlake(
  { flake, selection, settings, cacheUrl }: PlanningOrder,
  client: Client,
  session: Session,
): Promise<PlannedDeploy | 'interrupted'> {
  // Before anything is evaluated: it costs minutes.
  const machines = await client.listMachines();
  const made = await flakeHosts(flake, session);
  if (made === 'interrupted') return made;
  const { entries, derivations, source } = made;
  const rollout = unregisteredRollout({ entries, selection, settings, machines });
  return {
    plan: plannedUnregistered(rollout, settings),
    ...{ entries, derivations, source },
    caches: cachesFor({ flag: cacheUrl, config: session.config }),
  };
}
