import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { HealthCheckResult } from '../../../machines/model/health.ts';
import type { KeptReport, MachineReport, MeasuredHealth } from '../../../machines/model/machine-detail.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import type { Outcome } from '../../../machines/model/report.ts';
import { wholeSeconds } from '../../../machines/policy/timestamp.ts';
import { type queries, statement } from '../statement.ts';
import type { HealthReportRow, ReportRow } from '../tables.ts';
import { fitting } from './fitting.ts';
import { idBelow } from './id-cursor.ts';
import { pageOf } from './page-of.ts';

/** Questions about the reports of one machine. */
export interface MachineReportReads {
  /** The newest first, with their health blocks; a page ends early when these are large. Throws `BadInput`. */
  page(machineId: string, question: PageQuestion): Page<MachineReport>;
  /** The newest ones, without. */
  newest(machineId: string, count: number): KeptReport[];
  /** The newest health block that is still kept. */
  health(machineId: string): MeasuredHealth | undefined;
}

/** More bytes of health blocks than this are no answer that anybody can take. */
const HEALTH_BYTES = 8 * 1024 * 1024;

interface Asked {
  readonly id: string;
  readonly below: number;
  readonly rows: number;
}

type Row = ReportRow & { readonly health_bytes: number | null };
type HealthRow = Omit<HealthReportRow, 'id'> & { readonly id: number };

/** The questions about the reports of one machine, on a reader's connection. */
export function createMachineReports(db: Database): MachineReportReads {
  const reports = statement<Asked, Row>(db, reportRows);
  const blocks = statement<{ ids: string }, HealthRow>(db, ({ ids }, from) =>
    from
      .selectFrom('health_reports')
      .selectAll()
      .where(sql<boolean>`id IN (SELECT value FROM json_each(${ids}))`)
      .$castTo<HealthRow>(),
  );
  const newestBlock = statement<{ id: string }, HealthRow>(db, ({ id }, from) =>
    from
      .selectFrom('health_reports')
      .selectAll()
      .where('machine_id', '=', id)
      .orderBy('id', 'desc')
      .limit(1)
      .$castTo<HealthRow>(),
  );
  const withHealth = (rows: readonly Row[]): MachineReport[] => {
    const ids = rows.flatMap(({ health_id }) => (health_id === null ? [] : [health_id]));
    const byId = new Map(blocks.all({ ids: JSON.stringify(ids) }).map((row) => [row.id, healthOf(row)]));
    return rows.map((row) => ({ ...reportOf(row), health: byId.get(row.health_id ?? 0) ?? null }));
  };
  return {
    page(id, { limit, after }) {
      const rows = reports.all({ id, below: idBelow(after), rows: limit + 1 });
      const most = Math.min(
        limit,
        fitting(rows, HEALTH_BYTES, ({ health_bytes }) => health_bytes ?? 0),
      );
      const page = pageOf(rows, most, { item: (row) => row, cursor: (row) => String(row.id) });
      return { ...page, items: withHealth(page.items) };
    },
    newest: (id, count) => reports.all({ id, below: Number.MAX_SAFE_INTEGER, rows: count }).map(reportOf),
    health(id) {
      const row = newestBlock.get({ id });
      return row && healthOf(row);
    },
  };
}

const reportRows = ({ id, below, rows }: Asked, from: typeof queries) =>
  from
    .selectFrom('reports')
    .leftJoin('health_reports', 'health_reports.id', 'reports.health_id')
    .selectAll('reports')
    .select(({ fn }) => fn<number | null>('octet_length', ['health_reports.results']).as('health_bytes'))
    .where('reports.machine_id', '=', id)
    .where('reports.id', '<', below)
    .orderBy('reports.id', 'desc')
    .limit(rows);

const reportOf = (row: ReportRow): KeptReport => ({
  id: row.id,
  generation: row.generation,
  success: row.success === 1,
  message: row.message ?? '',
  received_at: wholeSeconds(row.received_at),
  assignment: row.assignment,
  outcome: row.outcome as Outcome | null,
});

const healthOf = (row: HealthRow): MeasuredHealth => ({
  generation: row.generation,
  all_passed: row.all_passed === 1,
  results: JSON.parse(row.results) as HealthCheckResult[],
  received_at: wholeSeconds(row.received_at),
});
