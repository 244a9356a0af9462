import { sql } from 'kysely';
import type { Condition } from '../../../machines/model/condition.ts';
import type { Lifecycle, MachineStatus } from '../../../machines/model/machine.ts';
import { agentTime } from '../../../machines/policy/timestamp.ts';
import type { queries } from '../statement.ts';

/** A machine's row with what it should run and all of its tags. */
export interface StatusRow {
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
  /** JSON; null: nobody has said it. */
  readonly condition: string | null;
}

/** The query of such rows; whose and how many is to be said. */
export const statusRows = (from: typeof queries) =>
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
      'condition',
      sql<string>`(SELECT json_group_array(tag) FROM (SELECT DISTINCT tag FROM machine_tags
        WHERE machine_tags.machine_id = machines.machine_id ORDER BY tag))`.as('tags'),
    ]);

/** A machine's condition, as its agent has said it last. */
export const conditionOf = ({ condition }: Pick<StatusRow, 'condition'>): Condition | null =>
  condition === null ? null : (JSON.parse(condition) as Condition);

/** A machine as v0.1.1 lists it, with a condition where its agent has said one; `now` is the server's clock. */
export const statusOf = (row: StatusRow, now: number): MachineStatus => ({
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
  ...(row.condition !== null && { condition: conditionOf(row) }),
});
