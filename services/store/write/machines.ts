import type { Database } from 'better-sqlite3';
import type { Lifecycle } from '../../../machines/model/machine.ts';
import type { Report } from '../../../machines/model/report.ts';
import { keptCondition } from '../../../machines/policy/kept-condition.ts';
import type { Desired } from '../../../machines/policy/part.ts';
import { statement } from '../statement.ts';
import { createMachineRemoval, type MachineRemoval } from './machine-removal.ts';
import { createTagWriter, type TagWriter } from './machine-tags.ts';

/** What is known of a machine when something is decided about it. */
export interface KnownRow {
  lifecycle: Lifecycle;
  current_generation: string | null;
  health_passed: number | null;
  declared_tags: string;
  open_assignment: string | null;
  report_epoch: string | null;
  report_seq: number | null;
}

/** The state of a machine's chart, as its row shows it. */
export interface ChartState {
  lifecycle: Lifecycle;
  deployment: string;
  open_assignment: string | null;
}

/** The machines' rows. */
export interface MachineWriter extends TagWriter, MachineRemoval {
  known(machineId: string): KnownRow | undefined;
  desired(machineId: string): Desired | undefined;
  /** Adds a machine that is not there yet. */
  add(machineId: string, lifecycle: Lifecycle, now: number): void;
  /** What a report says of the machine now. */
  heard(machineId: string, report: Report, now: number): void;
  showChart(machineId: string, state: ChartState): void;
  setDesired(machineId: string, desired: Desired, now: number): void;
  clearDesired(machineId: string): void;
}

/** The machines' rows in the control plane's database; `wanted` hears of each whose desired path is set or cleared. */
export function createMachineWriter(db: Database, wanted: (machineId: string) => void): MachineWriter {
  const known = statement<{ id: string }, KnownRow>(db, ({ id }, from) =>
    from
      .selectFrom('machines')
      .select(['lifecycle', 'current_generation', 'health_passed', 'declared_tags', 'open_assignment'])
      .select(['report_epoch', 'report_seq'])
      .where('machine_id', '=', id),
  );
  const desired = statement<{ id: string }, Desired>(db, ({ id }, from) =>
    from
      .selectFrom('generations')
      .select(['hash as path', 'cache_url as cacheUrl', 'assignment'])
      .where('machine_id', '=', id),
  );
  const add = statement<{ id: string; lifecycle: Lifecycle; now: number }, never>(db, ({ id, lifecycle, now }, from) =>
    from
      .insertInto('machines')
      .values({ machine_id: id, lifecycle, registered_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .$castTo<never>(),
  );
  const heard = statement<Heard, never>(db, (row, from) =>
    from
      .updateTable('machines')
      .set(({ fn, val }) => ({
        current_generation: row.current_generation,
        last_seen: row.last_seen,
        health_status: row.health_status,
        health_passed: fn.coalesce(val(row.health_passed), 'health_passed'),
        agent_version: row.agent_version,
        uptime_seconds: row.uptime_seconds,
        last_report: row.last_report,
        boot_id: fn.coalesce(val(row.boot_id), 'boot_id'),
        report_epoch: fn.coalesce(val(row.report_epoch), 'report_epoch'),
        report_seq: fn.coalesce(val(row.report_seq), 'report_seq'),
        condition: fn.coalesce(val(row.condition), 'condition'),
      }))
      .where('machine_id', '=', row.id)
      .$castTo<never>(),
  );
  const showChart = statement<ChartState & { id: string }, never>(
    db,
    ({ id, lifecycle, deployment, open_assignment }, from) =>
      from
        .updateTable('machines')
        .set({ lifecycle, deployment, open_assignment })
        .where('machine_id', '=', id)
        .$castTo<never>(),
  );
  const setDesired = statement<Desired & { id: string; now: number }, never>(
    db,
    ({ id, path: hash, cacheUrl: cache_url, assignment, now: set_at }, from) =>
      from
        .insertInto('generations')
        .values({ machine_id: id, hash, cache_url, assignment, set_at })
        .onConflict((conflict) => conflict.column('machine_id').doUpdateSet({ hash, cache_url, assignment, set_at }))
        .$castTo<never>(),
  );
  const clearDesired = statement<{ id: string }, never>(db, ({ id }, from) =>
    from.deleteFrom('generations').where('machine_id', '=', id).$castTo<never>(),
  );
  return {
    ...createTagWriter(db),
    ...createMachineRemoval(db, wanted),
    known: (id) => known.get({ id }),
    desired: (id) => desired.get({ id }),
    add: (id, lifecycle, now) => void add.run({ id, lifecycle, now }),
    heard: (id, report, now) => void heard.run(heardIn(id, report, now)),
    showChart: (id, state) => void showChart.run({ id, ...state }),
    setDesired(id, path, now) {
      setDesired.run({ id, ...path, now });
      wanted(id);
    },
    clearDesired(id) {
      clearDesired.run({ id });
      wanted(id);
    },
  };
}

interface Heard {
  id: string;
  current_generation: string;
  last_seen: number;
  health_status: string;
  health_passed: number | null;
  agent_version: string;
  uptime_seconds: number;
  last_report: string;
  boot_id: string | null;
  report_epoch: string | null;
  report_seq: number | null;
  condition: string | null;
}

const heardIn = (id: string, report: Report, now: number): Heard => ({
  id,
  current_generation: report.current_generation,
  last_seen: now,
  health_status: report.success ? 'ok' : 'error',
  health_passed: report.health == null ? null : Number(report.health.all_passed),
  agent_version: report.agent_version,
  uptime_seconds: report.uptime_seconds,
  last_report: report.timestamp,
  boot_id: report.boot_id ?? null,
  ...numbered(report),
  condition: report.condition == null ? null : JSON.stringify(keptCondition(report.condition)),
});

/** Which report of which agent database this is; a number without the other says nothing. */
const numbered = ({ epoch, seq }: Report) =>
  epoch == null || seq == null ? { report_epoch: null, report_seq: null } : { report_epoch: epoch, report_seq: seq };
