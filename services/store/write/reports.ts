import type { Database } from 'better-sqlite3';
import type { Report } from '../../../machines/model/report.ts';
import { statement } from '../statement.ts';
import type { HealthReportRow, ReportRow } from '../tables.ts';

/** The reports as they came. */
export interface ReportWriter {
  add(id: number, machineId: string, report: Report, now: number): void;
}

/** The reports in the control plane's database; a health block has a row of its own, tied to the path it was measured on. */
export function createReportWriter(db: Database): ReportWriter {
  const add = statement<ReportRow, never>(
    db,
    ({ id, machine_id, generation, success, message, received_at, assignment, outcome, health_id }, from) =>
      from
        .insertInto('reports')
        .values({ id, machine_id, generation, success, message, received_at, assignment, outcome, health_id })
        .$castTo<never>(),
  );
  const addHealth = statement<Omit<HealthReportRow, 'id'>, never>(
    db,
    ({ machine_id, generation, results, all_passed, received_at }, from) =>
      from
        .insertInto('health_reports')
        .values({ machine_id, generation, results, all_passed, received_at })
        .$castTo<never>(),
  );
  const healthIdOf = (machine_id: string, report: Report, received_at: number): number | null => {
    const { current_generation: generation, health } = report;
    if (health == null) return null;
    const results = JSON.stringify(health.results);
    const all_passed = Number(health.all_passed);
    return addHealth.add({ machine_id, generation, results, all_passed, received_at });
  };
  return {
    add(id, machine_id, report, received_at) {
      const { current_generation: generation, message, assignment = null, outcome = null } = report;
      const health_id = healthIdOf(machine_id, report, received_at);
      const success = Number(report.success);
      add.run({ id, machine_id, generation, success, message, received_at, assignment, outcome, health_id });
    },
  };
}
