import type { Requests } from '../../../services/actors/engine.ts';
import { pathOf } from '../fleet.ts';
import type { Order } from './ledger.ts';
import { ACTOR, aRollout, entriesOf, type Operation } from './plans.ts';
import { HOSTS, kindOf, type World } from './world.ts';

/** Something is asked with an `Idempotency-Key`: new, or asked before, once or twice at a time. */
export const order: Operation = async (world) => {
  const { dice, ledger } = world;
  const known = ledger.orders.slice(-6);
  const asked = known.length > 0 && dice.is(0.7) ? dice.one(known) : newOrder(world);
  await Promise.all(Array.from({ length: dice.one([1, 1, 2]) }, () => ask(world, asked)));
};

/** The key of an order comes with another request. */
export const misorder: Operation = async (world) => {
  const { dice, ledger } = world;
  const answered = ledger.orders.filter(({ answer }) => answer !== undefined);
  if (answered.length === 0) return;
  const { input } = dice.one(answered);
  const isDone = await world.ask('once', { ...input, fingerprint: 'another' });
  if (isDone && ledger.orders.some((kept) => kept.input === input)) world.problems.push(`${input.key} was reused`);
};

/** Asks for it, once more or for the first time; the answer must be the first one. */
export async function ask(world: World, asked: Order): Promise<void> {
  const { ledger, problems } = world;
  const given = await world.answer('once', asked.input);
  if (given === undefined) return;
  const { answer, isReplay } = given.is;
  if (!isReplay) noteMade(world, asked, answer);
  if (!ledger.orders.includes(asked)) return;
  if (!isReplay) asked.runs += 1;
  asked.answer ??= JSON.stringify(answer);
  const { key, name } = asked.input;
  if (asked.runs !== 1) problems.push(`${name} with ${key} was carried out ${asked.runs} times`);
  if (asked.answer !== JSON.stringify(answer)) problems.push(`${name} with ${key} was answered in two ways`);
}

function noteMade({ ledger }: World, { input }: Order, answer: unknown): void {
  const { id, rollout_id } = (answer ?? {}) as { id?: string; rollout_id?: string };
  const made = id ?? rollout_id;
  if (made === undefined) return;
  ledger.made.add(made);
  if (input.name === 'createRollout' && (input.input as CreateInput).rollout.retry === true) ledger.retries.add(made);
}

function newOrder(world: World): Order {
  const { ledger, clock } = world;
  const key = `key ${ledger.orders.length} ${world.dice.below(2 ** 31)}`;
  const input = { ...somethingRepeatable(world), actor: ACTOR, key, fingerprint: 'one' };
  const made: Order = { input, askedAt: clock.now(), runs: 0 };
  ledger.orders.push(made);
  return made;
}

type CreateInput = Requests['createRollout']['input'];
type Something = { name: Order['input']['name']; input: unknown };

function somethingRepeatable(world: World): Something {
  const { dice, ledger } = world;
  const machineId = dice.one(HOSTS);
  const rollouts = world.rows<{ id: string }>('SELECT id FROM rollouts ORDER BY rowid DESC LIMIT 3');
  const name = dice.one(['register', 'notifyDeploy', 'createRelease', 'createRollout', 'resumeRollout'] as const);
  switch (name) {
    case 'register':
      return made(name, { machineId, lifecycle: 'active', tags: [kindOf(machineId)], actor: ACTOR });
    case 'notifyDeploy': {
      const path = pathOf('mine', machineId);
      ledger.wants(machineId, path);
      return made(name, { machineId, path, actor: ACTOR });
    }
    case 'createRelease':
      return made(name, { release: { entries: entriesOf('r3') }, actor: ACTOR });
    case 'createRollout':
      return made(name, { rollout: aRollout(world, { tags: [dice.one(['web', 'pinned'])] }), actor: ACTOR });
    case 'resumeRollout': {
      const what = dice.one(['pauseRollout', 'resumeRollout', 'cancelRollout'] as const);
      return made(what, { id: rollouts.length > 0 ? dice.one(rollouts).id : 'r-none', actor: ACTOR });
    }
  }
}

const made = <Name extends Order['input']['name']>(name: Name, input: Requests[Name]['input']): Something => ({
  name,
  input,
});
