import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { Lifecycle } from '../../../machines/model/machine.ts';
import type { RolloutStatus } from '../../../machines/model/rollout.ts';
import { statement } from '../statement.ts';
import { type ComplianceFigures, createComplianceFigures } from './compliance-figures.ts';

/** How much there is of what. */
export interface StoreFigures {
  readonly machines: ReadonlyMap<Lifecycle, number>;
  /** Machines that are in service, by what their agents have said last. */
  readonly needReboot: number;
  readonly drifted: number;
  readonly rollouts: ReadonlyMap<RolloutStatus, number>;
  /** Mail between actors that nobody has taken yet. */
  readonly mail: number;
  /** Mail that its receiver could not take. */
  readonly deadLetters: number;
  /** Of the database file, its log aside. */
  readonly bytes: number;
}

/** When a machine last reported. */
export interface LastSeen {
  readonly machine_id: string;
  /** ms since the epoch. */
  readonly last_seen: number;
}

/** Counts, for whoever watches the service. */
export interface FigureReads {
  /** Reads something. Throws what keeps the database from answering. */
  look(): void;
  count(): StoreFigures;
  /** Every machine that has reported, by id. */
  lastSeen(): LastSeen[];
  compliance(now: number): ComplianceFigures;
}

/** The counts, on a reader's connection. */
export function createFigureReads(db: Database): FigureReads {
  const look = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1');
  const machines = statement<object, MachineCount>(db, (_, from) =>
    from
      .selectFrom('machines')
      .select(({ fn }) => [
        'lifecycle as word',
        fn.countAll<number>().as('count'),
        sql<number>`count(*) FILTER (WHERE condition ->> '$.reboot_required')`.as('needReboot'),
        sql<number>`count(condition ->> '$.drift_since')`.as('drifted'),
      ])
      .groupBy('lifecycle'),
  );
  const rollouts = statement<object, { word: RolloutStatus; count: number }>(db, (_, from) =>
    from
      .selectFrom('rollouts')
      .select(({ fn }) => ['status as word', fn.countAll<number>().as('count')])
      .groupBy('status'),
  );
  const lastSeen = statement<object, LastSeen>(db, (_, from) =>
    from
      .selectFrom('machines')
      .select(['machine_id', sql<number>`last_seen`.as('last_seen')])
      .where('last_seen', 'is not', null)
      .orderBy('machine_id'),
  );
  const mail = counting(db, 'mailbox');
  const deadLetters = counting(db, 'dead_letters');
  const bytes = db
    .prepare<[], number>('SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()')
    .pluck();
  return {
    look: () => void look.get(),
    count: () => ({
      ...machinesIn(machines.all({})),
      rollouts: new Map(rollouts.all({}).map(({ word, count }) => [word, count])),
      mail: mail(),
      deadLetters: deadLetters(),
      bytes: bytes.get() ?? 0,
    }),
    lastSeen: () => lastSeen.all({}),
    compliance: createComplianceFigures(db),
  };
}

interface MachineCount {
  readonly word: Lifecycle;
  readonly count: number;
  readonly needReboot: number;
  readonly drifted: number;
}

/** What was last said of a machine that is out of service for good is of no interest any more. */
function machinesIn(counts: readonly MachineCount[]): Pick<StoreFigures, 'machines' | 'needReboot' | 'drifted'> {
  const inService = counts.filter(({ word }) => word !== 'decommissioned');
  return {
    machines: new Map(counts.map(({ word, count }) => [word, count])),
    needReboot: inService.reduce((sum, { needReboot }) => sum + needReboot, 0),
    drifted: inService.reduce((sum, { drifted }) => sum + drifted, 0),
  };
}

function counting(db: Database, table: 'mailbox' | 'dead_letters'): () => number {
  const counted = statement<object, { count: number }>(db, (_, from) =>
    from.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count')),
  );
  return () => counted.get({})?.count ?? 0;
}
