import type { Database } from 'better-sqlite3';
import { rowsByTable } from '../contents.ts';
import type { ControlPlane } from '../control-plane.ts';
import type { Machine } from '../machine.ts';
import type { Network } from '../network.ts';
import { actor, type Operators } from '../operators.ts';
import { pathOf } from '../plan.ts';
import type { View } from './invariant.ts';

/** What can be looked at when all is over. */
export interface Remains extends View {
  readonly plane: ControlPlane;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly operators: Operators;
  readonly network: Network;
}

/** A promise that is looked after in the end, when faults are healed and deadlines have passed; it may let time pass. */
export interface EndInvariant {
  readonly name: string;
  readonly sentence: string;
  readonly problem: (
    remains: Remains,
    pass: (ms: number) => Promise<void>,
  ) => string | undefined | Promise<string | undefined>;
}

/** In the order in which they are looked after. */
export const END: readonly EndInvariant[] = [
  {
    name: 'nothing hangs',
    sentence: 'in the end every rollout has ended or is paused, and no mail waits',
    problem({ db }) {
      const left = db
        .prepare<[], object>(
          `SELECT id, status, phase FROM rollouts WHERE status IN ('created', 'running') OR phase = 'reverting'
           UNION ALL SELECT receiver, event, sender FROM mailbox`,
        )
        .get();
      return left && JSON.stringify(left);
    },
  },
  {
    name: 'what was completed is there',
    sentence:
      'a machine that was healthy in a rollout that is complete runs what it wanted, or was told otherwise since',
    problem: ({ db, chronicle, machines }) => {
      for (const { id, status, release, members } of chronicle.rollouts.all()) {
        if (status !== 'completed') continue;
        for (const machineId of members.keys()) {
          const [wanted, runs] = [pathOf(release, machineId), machines.get(machineId)?.host.running];
          if (verdictOf(db, id, machineId) !== 'healthy' || runs === wanted) continue;
          if (chronicle.wanted(machineId)?.assignment?.startsWith(`${id}:`))
            return `${machineId} of ${id} runs ${runs}`;
        }
      }
      return undefined;
    },
  },
  {
    name: 'an acknowledged report is never lost',
    sentence: 'every report that was answered is stored, and one that is numbered is stored once',
    problem: (remains) => {
      const { db, chronicle } = remains;
      const stored = new Set(db.prepare<[], string>('SELECT message FROM reports').pluck().all());
      const lost = [...chronicle.receipts.promised].find((message) => !stored.has(message));
      return lost === undefined ? twice(remains) : `"${lost}" was acknowledged, and is not there`;
    },
  },
  {
    name: 'an acknowledged order is never lost',
    sentence:
      'everything that an operator was told is done stands in the audit, and what came with a key stands there once',
    problem({ db, operators }) {
      const times = createTimes(db);
      const lost = [...operators.promised].find(([id, action]) => times(id, action) !== 1);
      return lost && `${lost[1]} of ${lost[0]} stands ${times(...lost)} times in the audit`;
    },
  },
  {
    name: 'a refused order was not carried out',
    sentence: 'nothing that an operator was refused in the end stands in the audit',
    problem({ db, operators }) {
      const times = createTimes(db);
      const done = [...operators.refused].find(([id, action]) => times(id, action) !== 0);
      return done && `${done[1]} of ${done[0]} was refused, and stands in the audit`;
    },
  },
  {
    name: 'a restart changes nothing',
    sentence: 'a control plane that is started again with nothing to do changes no row',
    async problem({ db, plane, machines, network }, pass) {
      network.cut();
      for (const machine of machines.values()) machine.turnOff();
      await pass(3_000);
      const before = rowsByTable(db);
      plane.restart(10);
      await pass(3_000);
      const after = rowsByTable(db);
      return Object.keys(after).find((table) => after[table] !== before[table]);
    },
  },
];

/** How often something that was asked for stands in the audit. */
function createTimes(db: Database): (id: string, action: string) => number {
  const entries = db
    .prepare<[string, string], number>('SELECT count(*) FROM audit_entries WHERE actor = ? AND action = ?')
    .pluck();
  return (id, action) => entries.get(actor(id), action) ?? 0;
}

/**
 * Who was deleted begins anew: copies of what it said before are news. So are copies from a database of its agent before
 * the present one: the control plane remembers one.
 */
function twice({ db, chronicle, machines }: Remains): string | undefined {
  const { audit } = chronicle;
  const deleted = new Set(audit.flatMap(({ action, target }) => (action === 'delete_machine' ? [target] : [])));
  const isPresent = (machineId: string, message: string) =>
    message.includes(`[${machines.get(machineId)?.epoch ?? ''}.`);
  const found = db
    .prepare<[], { machine_id: string; message: string }>(
      `SELECT machine_id, message FROM reports WHERE message LIKE '%-database-%' GROUP BY message HAVING count(*) > 1`,
    )
    .all()
    .find(({ machine_id, message }) => !deleted.has(machine_id) && isPresent(machine_id, message));
  return found && `"${found.message}" is stored more than once`;
}

const verdictOf = (db: Database, rolloutId: string, machineId: string): string | undefined =>
  db
    .prepare<[string, string], string>('SELECT verdict FROM rollout_machines WHERE rollout_id = ? AND machine_id = ?')
    .pluck()
    .get(rolloutId, machineId);
