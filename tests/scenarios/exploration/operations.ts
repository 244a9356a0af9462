import type { CreateRollout } from '../../../machines/model/rollout.ts';
import { pathOf } from '../fleet.ts';
import { HOSTS, type World } from './world.ts';

/** The health time-out of every rollout. */
export const TIMEOUT_S = 30;
const ACTOR = 'apikey:test';

type Operation = (world: World) => Promise<void>;

/** Registers the machines and the releases that rollouts are made from. */
export async function populate(world: World): Promise<void> {
  for (const host of HOSTS) await world.report(host, { tags: [host.replace(/-\d+$/, '')] });
  for (const name of ['r1', 'r2']) {
    const entries = HOSTS.map((hostname) => ({
      hostname,
      store_path: pathOf(name, hostname),
      platform: 'x',
      tags: [],
    }));
    while (!(await world.ask('createRelease', { release: { entries }, actor: ACTOR }))) world.clock.pass(1000);
  }
}

const rolloutIds = (world: World): string[] =>
  world.rows<{ id: string }>('SELECT id FROM rollouts ORDER BY rowid').map(({ id }) => id);

const desiredOf = (world: World, host: string): { hash: string; assignment: string | null } | undefined =>
  world.rows<{ hash: string; assignment: string | null }>(
    'SELECT hash, assignment FROM generations WHERE machine_id = ?',
    host,
  )[0];

const create: Operation = async (world) => {
  const { dice } = world;
  const releases = world.rows<{ id: string }>('SELECT id FROM releases ORDER BY rowid');
  const rollout: CreateRollout = {
    release_id: dice.one(releases).id,
    target: dice.is(0.5) ? { tags: ['web'] } : { hosts: dice.some(HOSTS) },
    strategy: dice.one(['canary', 'staged', 'all_at_once']),
    batch_sizes: dice.one([
      ['1', '50%', '100%'],
      ['2', '100%'],
    ]),
    failure_threshold: dice.one(['0', '0', '1', '50%', '100%']),
    on_failure: dice.one(['pause', 'revert']),
    health_timeout: TIMEOUT_S,
  };
  await world.ask('createRollout', { rollout, actor: ACTOR });
};

/** The agent does what it is told, and says how it went. */
const obey: Operation = async (world) => {
  const host = world.dice.one(HOSTS);
  const desired = desiredOf(world, host);
  if (desired !== undefined) world.running.set(host, desired.hash);
  const named = world.dice.is(0.5) && desired?.assignment != null ? { assignment: desired.assignment } : {};
  await world.report(host, { ...named, ...('assignment' in named ? { outcome: 'done' } : {}) }, true);
};

const fail: Operation = async (world) => {
  const host = world.dice.one(HOSTS);
  const desired = desiredOf(world, host);
  if (desired !== undefined && world.dice.is(0.5)) world.running.set(host, desired.hash);
  await world.report(host, {}, false);
};

const rollBack: Operation = async (world) => {
  const host = world.dice.one(HOSTS);
  const assignment = desiredOf(world, host)?.assignment;
  const named = world.dice.is(0.5) && assignment != null ? { assignment, outcome: 'rolled_back' as const } : {};
  await world.report(host, { success: false, ...named });
};

const routine: Operation = (world) => world.report(world.dice.one(HOSTS), {}, world.dice.one([undefined, true]));

const mistaken: Operation = (world) =>
  world.report(world.dice.one(HOSTS), { assignment: 'r-unknown:0:1', outcome: 'rolled_back', success: false });

const elsewhere: Operation = async (world) => {
  const host = world.dice.one(HOSTS);
  world.running.set(host, pathOf(world.dice.one(['r0', 'r1', 'r2', 'r3']), host));
  await world.report(host, {}, world.dice.one([undefined, true, false]));
};

const notify: Operation = async (world) => {
  const machineId = world.dice.one(HOSTS);
  const path = pathOf(world.dice.one(['r0', 'r1', 'mine']), machineId);
  world.asked.get(machineId)?.add(path);
  await world.ask('notifyDeploy', { machineId, path, actor: ACTOR });
};

const clear: Operation = async (world) =>
  void (await world.ask('clearDesired', { machineId: world.dice.one(HOSTS), actor: ACTOR }));

const register: Operation = async (world) => {
  const lifecycle = world.dice.one(['maintenance', 'active', 'active']);
  await world.ask('register', { machineId: world.dice.one(HOSTS), lifecycle, tags: [], actor: ACTOR });
};

const order =
  (name: 'resumeRollout' | 'cancelRollout' | 'deleteRollout'): Operation =>
  async (world) => {
    const ids = rolloutIds(world);
    if (ids.length > 0) await world.ask(name, { id: world.dice.one(ids.slice(-3)), actor: ACTOR });
  };

/** By name, and how often. */
const OPERATIONS: readonly (readonly [string, number, Operation])[] = [
  ['create a rollout', 6, create],
  ['obey', 14, obey],
  ['fail on the new path', 3, fail],
  ['roll back', 3, rollBack],
  ['report as ever', 3, routine],
  ['report for another assignment', 1, mistaken],
  ['run something else', 1, elsewhere],
  ['notify a deploy', 1, notify],
  ['clear what is desired', 1, clear],
  ['register', 2, register],
  ['resume', 3, order('resumeRollout')],
  ['cancel', 2, order('cancelRollout')],
  ['delete', 1, order('deleteRollout')],
  ['let a little time pass', 4, async ({ clock, dice }) => clock.pass(dice.below(5000))],
  ['let the time-out pass', 1, async ({ clock }) => clock.pass(TIMEOUT_S * 1000)],
  ['wait until all is quiet', 5, (world) => world.settle()],
];

/** Does something that chance decides; what is asked of the engine may still be on its way. */
export function anything(world: World): Promise<void> {
  let weight = world.dice.below(OPERATIONS.reduce((sum, [, often]) => sum + often, 0));
  for (const [name, often, operation] of OPERATIONS) {
    weight -= often;
    if (weight >= 0) continue;
    world.story.push(name);
    return operation(world);
  }
  return Promise.resolve();
}
