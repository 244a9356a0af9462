import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { DesiredGeneration, Lifecycle, MachineStatus } from '../../../machines/model/machine.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import { statement } from '../statement.ts';
import { createMachineHistory, type MachineHistoryReads } from './machine-history.ts';
import { statusOf, type StatusRow, statusRows } from './machine-status.ts';
import { pageOf } from './page-of.ts';

/** How soon an agent asks again while its machine is in an active rollout (v0.1.1's number). */
const BUSY_POLL_SECONDS = 5;

/** Which machines: those that have every tag (declared or pinned), and this place in their life. */
export interface MachineQuestion extends PageQuestion {
  readonly tags?: readonly string[] | undefined;
  readonly lifecycle?: Lifecycle | undefined;
}

/** Questions about machines. */
export interface MachineReads extends MachineHistoryReads {
  /** Machines by id, which is the cursor as well. `now` is the server's clock. */
  list(question: MachineQuestion, now: number): Page<MachineStatus>;
  /** What a machine should run; undefined: nothing, or it is unknown. */
  desired(machineId: string): DesiredGeneration | undefined;
}

interface DesiredRow {
  readonly hash: string;
  readonly cache_url: string | null;
  readonly assignment: string | null;
  readonly is_busy: number;
}

/** The questions about machines, on a reader's connection. */
export function createMachineReads(db: Database): MachineReads {
  const listed = prepareList(db);
  const desired = prepareDesired(db);
  return {
    ...createMachineHistory(db),
    list({ tags = [], lifecycle = null, limit, after = '' }, now) {
      const asked = [...new Set(tags)];
      const rows = listed.all({ tags: JSON.stringify(asked), count: asked.length, lifecycle, most: limit + 1, after });
      return pageOf(rows, limit, { item: (row) => statusOf(row, now), cursor: ({ machine_id }) => machine_id });
    },
    desired(machineId) {
      const row = desired.get({ machineId });
      if (row === undefined) return undefined;
      const { hash, cache_url, assignment } = row;
      return { hash, cache_url, poll_hint: row.is_busy === 1 ? BUSY_POLL_SECONDS : null, assignment };
    },
  };
}

interface Asked {
  /** JSON, none twice. */
  readonly tags: string;
  readonly count: number;
  readonly lifecycle: Lifecycle | null;
  readonly after: string;
  readonly most: number;
}

function prepareList(db: Database) {
  return statement<Asked, StatusRow>(db, ({ tags, count, lifecycle, after, most }, from) =>
    statusRows(from)
      .where('machines.machine_id', '>', after)
      // Counted from the machine's tags: however many are asked for, a machine costs no more than it has.
      .where(
        sql<boolean>`(${count} = 0 OR ${count} = (SELECT count(DISTINCT tag) FROM machine_tags
          WHERE machine_tags.machine_id = machines.machine_id AND tag IN (SELECT value FROM json_each(${tags}))))`,
      )
      .where(sql<boolean>`(${lifecycle} IS NULL OR lifecycle = ${lifecycle})`)
      .orderBy('machines.machine_id')
      .limit(most),
  );
}

function prepareDesired(db: Database) {
  return statement<{ machineId: string }, DesiredRow>(db, ({ machineId }, from) =>
    from
      .selectFrom('generations')
      .select([
        'hash',
        'cache_url',
        'assignment',
        // In an active rollout, or on its way back from one that failed.
        sql<number>`EXISTS (SELECT 1 FROM claims WHERE claims.machine_id = generations.machine_id) OR EXISTS (
          SELECT 1 FROM machines WHERE machines.machine_id = generations.machine_id AND open_assignment IS NOT NULL)`.as(
          'is_busy',
        ),
      ])
      .where('machine_id', '=', machineId),
  );
}
