import type { Database } from 'better-sqlite3';
import type { Report } from '../../../machines/model/report.ts';
import { statement } from '../statement.ts';
import type { ReportRow } from '../tables.ts';

/** The reports as they came. */
export interface ReportWriter {
  add(id: number, machineId: string, report: Report, now: number): void;
}

/** The reports in the control plane's database; a health block has a row of its own, tied to the path it was measured on. */
export function createReportWriter(db: Database): ReportWriter {
  const add = statement<ReportRow, never>(
    db,
    ({ id, machine_id, generation, success, message, received_at, assignment, outcome }, from) =>
      from
        .insertInto('reports')
        .values({ id, machine_id, generation, success, message, received_at, assignment, outcome })
        .$castTo<never>(),
  );
  const addHealth = statement<Health, never>(db, ({ machine_id, generation, results, all_passed, received_at }, from) =>
    from
      .insertInto('health_reports')
      .values({ machine_id, generation, results, all_passed, received_at })
      .$castTo<never>(),
  );
  return {
    add(id, machine_id, report, received_at) {
      const { current_generation: generation, success, message, health } = report;
      const { assignment = null, outcome = null } = report;
      add.run({ id, machine_id, generation, success: Number(success), message, received_at, assignment, outcome });
      if (health == null) return;
      const results = JSON.stringify(health.results);
      addHealth.run({ machine_id, generation, results, all_passed: Number(health.all_passed), received_at });
    },
  };
}

interface Health {
  machine_id: string;
  generation: string;
  results: string;
  all_passed: number;
  received_at: number;
}
