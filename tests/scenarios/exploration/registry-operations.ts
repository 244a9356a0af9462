import type { Trimmed } from '../../../services/store/write/retention.ts';
import { ACTOR, type Operation } from './plans.ts';
import { HOSTS } from './world.ts';

/** What retention trims. */
export const TABLES = [
  'reports',
  'health_reports',
  'audit_entries',
  'events',
  'agent_logs',
  'dead_letters',
  'answers',
] as const;

/** A machine is deleted, whatever goes on. */
export const deleteMachine: Operation = async (world) => {
  const { dice, ledger } = world;
  const machineId = dice.one(HOSTS);
  const namings = ledger.namings(machineId);
  world.agents.get(machineId)?.wasDeleted();
  if (!(await world.ask('deleteMachine', { machineId, actor: ACTOR }))) return;
  ledger.pinned.delete(machineId);
  if (ledger.namings(machineId) === namings) ledger.gone.add(machineId);
};

/** An operator pins tags, or takes them away. */
export const pin: Operation = async (world) => {
  const { dice, ledger } = world;
  const machineId = dice.one(HOSTS);
  const tags = dice.one([[], ['web'], ['pinned'], ['pinned', 'web', 'pinned']]);
  const answer = await world.answer('pinTags', { machineId, tags, actor: ACTOR });
  if (answer) ledger.pinned.set(machineId, answer.is.pinned_tags.join());
};

/** An agent says on its link what it does. */
export const say: Operation = async (world) => {
  const machineId = world.dice.one(HOSTS);
  const states = [{ machineId, state: 'fetching' as const, since: world.clock.now() }];
  await world.ask('noteAgentStates', { states });
  await world.ask('keepAgentLog', { machineId, attempt: 'a', n: 0, lines: ['one', 'two'] });
};

export const createKey: Operation = async (world) => {
  const { dice, ledger } = world;
  const role = dice.one(['admin', 'deploy', 'readonly'] as const);
  const answer = await world.answer('createKey', { name: `key-${role}`, role, expiresAt: null, actor: ACTOR });
  if (answer) ledger.keys.add(answer.is.id);
};

export const revokeKey: Operation = async (world) => {
  const { dice, ledger } = world;
  if (ledger.keys.size === 0) return;
  const id = dice.one([...ledger.keys]);
  if (await world.ask('revokeKey', { id, actor: ACTOR })) ledger.keys.delete(id);
};

/** Somebody wants to be the first, again. */
export const bootstrap: Operation = async (world) => {
  if (await world.ask('bootstrap', { name: 'again' })) world.problems.push('there was a second first key');
};

export const deleteRelease: Operation = async (world) => {
  const { dice, ledger } = world;
  const releases = world.rows<{ id: string }>('SELECT id FROM releases ORDER BY rowid');
  if (releases.length < 3) return;
  const { id } = dice.one(releases);
  if (await world.ask('deleteRelease', { id, actor: ACTOR })) ledger.made.delete(id);
};

/** What is older than some moment goes out of some table, to the end or for one step. */
export const trim: Operation = async (world) => {
  const { dice, clock, ledger } = world;
  const table = dice.one(TABLES);
  const before = clock.now() - dice.one([0, 10, 1000, 30_000]);
  ledger.trims(table, before);
  for (let after: number | null = 0; after !== null;) {
    const step: { readonly is: Trimmed } | undefined = await world.answer('trim', { table, before, after });
    after = step?.is.next ?? null;
    if (dice.is(0.3)) return;
  }
};
