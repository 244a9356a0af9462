import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { DesiredGeneration, Lifecycle, MachineStatus } from '../../../machines/model/machine.ts';
import { statement } from '../statement.ts';
import { agentTime } from '../../../machines/policy/timestamp.ts';

/** How soon an agent asks again while its machine is in an active rollout (v0.1.1's number). */
const BUSY_POLL_SECONDS = 5;

/** Questions about machines. */
export interface MachineReads {
  /** All machines that have every one of `tags` (declared or pinned), by id; `now` is the server's clock. */
  list(tags: readonly string[], now: number): MachineStatus[];
  /** What a machine should run; undefined: nothing, or it is unknown. */
  desired(machineId: string): DesiredGeneration | undefined;
}

interface ListedMachine {
  readonly machine_id: string;
  readonly current_generation: string | null;
  readonly desired_generation: string | null;
  readonly agent_version: string;
  readonly health_status: string;
  readonly uptime_seconds: number;
  readonly last_report: string | null;
  readonly last_seen: number | null;
  readonly lifecycle: Lifecycle;
  /** JSON. */
  readonly tags: string;
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
    list: (tags, now) => listed.all({ tags: JSON.stringify(tags) }).map((row) => statusOf(row, now)),
    desired(machineId) {
      const row = desired.get({ machineId });
      if (row === undefined) return undefined;
      const { hash, cache_url, assignment } = row;
      return { hash, cache_url, poll_hint: row.is_busy === 1 ? BUSY_POLL_SECONDS : null, assignment };
    },
  };
}

function prepareList(db: Database) {
  return statement<{ tags: string }, ListedMachine>(db, ({ tags }, from) =>
    from
      .selectFrom('machines')
      .leftJoin('generations', 'generations.machine_id', 'machines.machine_id')
      .select([
        'machines.machine_id',
        'current_generation',
        'generations.hash as desired_generation',
        'agent_version',
        'health_status',
        'uptime_seconds',
        'last_report',
        'last_seen',
        'lifecycle',
        sql<string>`(SELECT json_group_array(tag) FROM (SELECT DISTINCT tag FROM machine_tags
          WHERE machine_tags.machine_id = machines.machine_id ORDER BY tag))`.as('tags'),
      ])
      .where(
        sql<boolean>`NOT EXISTS (SELECT 1 FROM json_each(${tags}) AS asked WHERE NOT EXISTS (
          SELECT 1 FROM machine_tags WHERE machine_tags.machine_id = machines.machine_id AND tag = asked.value))`,
      )
      .orderBy('machines.machine_id'),
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

function statusOf(row: ListedMachine, now: number): MachineStatus {
  return {
    machine_id: row.machine_id,
    current_generation: row.current_generation ?? '',
    desired_generation: row.desired_generation,
    agent_version: row.agent_version,
    system_state: row.health_status,
    uptime_seconds: row.uptime_seconds,
    last_report: row.last_report === null ? null : agentTime(row.last_report),
    lifecycle: row.lifecycle,
    tags: JSON.parse(row.tags) as string[],
    seconds_since_last_report: row.last_seen === null ? null : Math.max(0, Math.floor((now - row.last_seen) / 1000)),
  };
}
