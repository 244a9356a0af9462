import type { Database } from 'better-sqlite3';
import type { AgentLogLine, MachineDetail, MachineReport } from '../../../machines/model/machine-detail.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import { wholeSeconds } from '../../../machines/policy/timestamp.ts';
import { statement } from '../statement.ts';
import { idBelow } from './id-cursor.ts';
import { createMachineDetail } from './machine-detail.ts';
import { createMachineReports } from './machine-reports.ts';
import { pageOf } from './page-of.ts';

/** Questions about one machine and what it went through. */
export interface MachineHistoryReads {
  /** One machine, whole; `now` is the server's clock. Undefined: it is unknown. */
  detail(machineId: string, now: number): MachineDetail | undefined;
  /** Its reports, newest first. Undefined: it is unknown, and there are none of it from before it was deleted. */
  reports(machineId: string, question: PageQuestion): Page<MachineReport> | undefined;
  /** What its agent's commands printed, last line first. Undefined: it is unknown. */
  logs(machineId: string, question: PageQuestion): Page<AgentLogLine> | undefined;
}

interface LogRow extends Omit<AgentLogLine, 'received_at'> {
  readonly received_at: number;
}

/** The questions about one machine, on a reader's connection. */
export function createMachineHistory(db: Database): MachineHistoryReads {
  const reports = createMachineReports(db);
  const detail = createMachineDetail(db, reports);
  const known = statement<{ id: string }, { machine_id: string }>(db, ({ id }, from) =>
    from.selectFrom('machines').select('machine_id').where('machine_id', '=', id),
  );
  const lines = statement<{ id: string; below: number; rows: number }, LogRow>(db, ({ id, below, rows }, from) =>
    from
      .selectFrom('agent_logs')
      .select(['id', 'attempt', 'n', 'line', 'received_at'])
      .where('machine_id', '=', id)
      .where('id', '<', below)
      .orderBy('id', 'desc')
      .limit(rows)
      .$castTo<LogRow>(),
  );
  const wasHeard = (id: string): boolean => known.get({ id }) !== undefined || reports.newest(id, 1).length > 0;
  return {
    // Transactions, so that all their rows are of one moment.
    detail: db.transaction(detail),
    reports: db.transaction((id: string, question: PageQuestion) =>
      wasHeard(id) ? reports.page(id, question) : undefined,
    ),
    logs: db.transaction((id: string, { limit, after }: PageQuestion) => {
      if (known.get({ id }) === undefined) return undefined;
      const rows = lines.all({ id, below: idBelow(after), rows: limit + 1 });
      return pageOf(rows, limit, { item: lineOf, cursor: (row) => String(row.id) });
    }),
  };
}

const lineOf = (row: LogRow): AgentLogLine => ({ ...row, received_at: wholeSeconds(row.received_at) });
