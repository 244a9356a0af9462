import type { CreateRollout } from '../../../machines/model/rollout.ts';
import { pathOf } from '../fleet.ts';
import type { Dice } from './dice.ts';
import { explain } from './explanations.ts';
import { misorder, order as orderOnce } from './orders.ts';
import { ACTOR, aRollout, entriesOf, type Operation, TIMEOUT_S } from './plans.ts';
import {
  bootstrap,
  createKey,
  deleteMachine,
  deleteRelease,
  pin,
  revokeKey,
  say,
  trim,
} from './registry-operations.ts';
import { HOSTS, kindOf, type World } from './world.ts';

/** Registers the machines and the releases that rollouts are made from, and makes the first key. */
export async function populate(world: World): Promise<void> {
  for (const host of HOSTS) await world.report(host, { tags: [kindOf(host)] });
  for (const name of ['r1', 'r2']) await insistently(world, () => createRelease(world, name));
  await insistently(world, () => world.ask('bootstrap', { name: 'first' }));
  for (const { id } of world.rows<{ id: number }>('SELECT id FROM api_keys')) world.ledger.keys.add(id);
}

async function insistently(world: World, work: () => Promise<boolean>): Promise<void> {
  while (!(await work())) world.clock.pass(1000);
}

async function createRelease(world: World, name: string): Promise<boolean> {
  const answer = await world.answer('createRelease', { release: { entries: entriesOf(name) }, actor: ACTOR });
  if (answer) world.ledger.made.add(answer.is.id);
  return answer !== undefined;
}

const rolloutIds = (world: World): string[] =>
  world.rows<{ id: string }>('SELECT id FROM rollouts ORDER BY rowid').map(({ id }) => id);

const desiredOf = (world: World, host: string): { hash: string; assignment: string | null } | undefined =>
  world.rows<{ hash: string; assignment: string | null }>(
    'SELECT hash, assignment FROM generations WHERE machine_id = ?',
    host,
  )[0];

const create: Operation = async (world) => {
  const { dice, ledger } = world;
  const rollout = aRollout(world, aTarget(dice));
  const answer = await world.answer('createRollout', { rollout, actor: ACTOR });
  if (!answer) return;
  ledger.made.add(answer.is.rollout_id);
  if (rollout.retry === true) ledger.retries.add(answer.is.rollout_id);
};

const aTarget = (dice: Dice): CreateRollout['target'] =>
  dice.is(0.5)
    ? { tags: [dice.one(['web', 'web', 'pinned'])] }
    : { hosts: dice.is(0.2) ? ['web-*', 'nobody-*'] : dice.some(HOSTS) };

/** Somebody asks what a rollout would do. */
const plan: Operation = async (world) => {
  const answer = await world.answer('planRollout', { rollout: aRollout(world, aTarget(world.dice)) });
  if (!answer) return;
  const { batches, skipped, conflicts, total_machines } = answer.is;
  const machines = batches.flatMap(({ machine_ids }) => machine_ids);
  const isSound =
    new Set(machines).size === total_machines &&
    skipped.every(({ machine_id }) => !machines.includes(machine_id)) &&
    conflicts.every(({ machine_id }) => machines.includes(machine_id));
  if (!isSound) world.problems.push(`a plan that makes no sense: ${JSON.stringify(answer.is)}`);
};

/** Over a link or not, an agent that numbers its reports or one that does not. */
const reported = (world: World, host: string, said: Parameters<World['report']>[1], isHealthy?: boolean) =>
  world.dice.is(0.5) ? world.agents.get(host)?.report(said, isHealthy) : world.report(host, said, isHealthy);

/** The agent does what it is told, and says how it went. */
const obey: Operation = async (world) => {
  const host = world.dice.one(HOSTS);
  const desired = desiredOf(world, host);
  if (desired !== undefined) world.running.set(host, desired.hash);
  const named = world.dice.is(0.5) && desired?.assignment != null ? { assignment: desired.assignment } : {};
  await reported(world, host, { ...named, ...('assignment' in named ? { outcome: 'done' } : {}) }, true);
};

const fail: Operation = async (world) => {
  const host = world.dice.one(HOSTS);
  const desired = desiredOf(world, host);
  if (desired !== undefined && world.dice.is(0.5)) world.running.set(host, desired.hash);
  await reported(world, host, {}, false);
};

const rollBack: Operation = async (world) => {
  const host = world.dice.one(HOSTS);
  const assignment = desiredOf(world, host)?.assignment;
  const named = world.dice.is(0.5) && assignment != null ? { assignment, outcome: 'rolled_back' as const } : {};
  await reported(world, host, { success: false, ...named });
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
  const desired = world.dice.is(0.4) ? desiredOf(world, machineId) : undefined;
  const path = desired?.hash ?? pathOf(world.dice.one(['r0', 'r1', 'mine']), machineId);
  world.ledger.wants(machineId, path);
  await world.ask('notifyDeploy', { machineId, path, actor: ACTOR });
};

const clear: Operation = async (world) =>
  void (await world.ask('clearDesired', { machineId: world.dice.one(HOSTS), actor: ACTOR }));

const move: Operation = async (world) => {
  const lifecycle = world.dice.one(['maintenance', 'active', 'active', 'decommissioned'] as const);
  await world.ask('updateLifecycle', { machineId: world.dice.one(HOSTS), lifecycle, actor: ACTOR });
};

const register: Operation = async (world) => {
  const lifecycle = world.dice.one(['maintenance', 'active', 'active']);
  await world.ask('register', { machineId: world.dice.one(HOSTS), lifecycle, tags: [], actor: ACTOR });
};

const order =
  (name: 'pauseRollout' | 'resumeRollout' | 'cancelRollout' | 'deleteRollout'): Operation =>
  async (world) => {
    const ids = rolloutIds(world);
    if (ids.length === 0) return;
    const id = world.dice.one(ids.slice(-3));
    if ((await world.ask(name, { id, actor: ACTOR })) && name === 'deleteRollout') world.ledger.made.delete(id);
  };

const repeat: Operation = async ({ agents, dice }) => void (await agents.get(dice.one(HOSTS))?.repeat());

const loseDatabase: Operation = async ({ agents, dice }) => agents.get(dice.one(HOSTS))?.loseDatabase();

const goBack: Operation = async ({ agents, dice }) => agents.get(dice.one(HOSTS))?.goBack();

/** By name, and how often. */
const OPERATIONS: readonly (readonly [string, number, Operation])[] = [
  ['create a rollout', 6, create],
  ['plan a rollout', 1, plan],
  ['obey', 16, obey],
  ['fail on the new path', 3, fail],
  ['roll back', 3, rollBack],
  ['report as ever', 3, routine],
  ['report for another assignment', 1, mistaken],
  ['run something else', 1, elsewhere],
  ['notify a deploy', 1, notify],
  ['clear what is desired', 1, clear],
  ['register', 2, register],
  ['move in its life', 2, move],
  ['pause', 2, order('pauseRollout')],
  ['resume', 3, order('resumeRollout')],
  ['cancel', 2, order('cancelRollout')],
  ['delete', 1, order('deleteRollout')],
  ['delete a machine', 4, deleteMachine],
  ['delete a release', 1, deleteRelease],
  ['pin tags', 2, pin],
  ['say what an agent does', 1, say],
  ['send a report again', 2, repeat],
  ['lose an agent’s database', 1, loseDatabase],
  ['go back in time', 1, goBack],
  ['ask with an Idempotency-Key', 4, orderOnce],
  ['use an Idempotency-Key twice', 1, misorder],
  ['create a key', 1, createKey],
  ['revoke a key', 1, revokeKey],
  ['bootstrap again', 1, bootstrap],
  ['trim', 3, trim],
  ['ask why', 2, explain],
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
