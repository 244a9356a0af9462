import type { Database } from 'better-sqlite3';
import type { Ledger } from './ledger.ts';
import { inserter, listText, moment } from './values.ts';

interface Entry {
  kind: 'report' | 'audit';
  id: number;
  time: string;
  /** A report's machine, or who did it. */
  who: string;
  what: string;
  target: string | null;
  success: number | null;
  detail: string | null;
}

/** v0.1.1 audits each report in a row of its own; we show the reports themselves. */
const IS_OF_REPORT = `action = 'report' AND target IN (SELECT machine_id FROM reports)`;

/** Takes over reports and audit: both get new numbers, of one counter, in the order of their times. */
export function takeJournal(from: Database, to: Database, ledger: Ledger): void {
  const columns = ['id', 'machine_id', 'generation', 'success', 'message', 'received_at'] as const;
  const addReport = inserter(to, 'reports', ...columns);
  const addAudit = inserter(to, 'audit_entries', 'id', 'at', 'actor', 'action', 'target', 'detail');
  const rows = from.prepare<[], Entry>(`
    SELECT 'report' AS kind, id, received_at AS time, machine_id AS who, generation AS what, NULL AS target, success,
      message AS detail FROM reports
    UNION ALL
    SELECT 'audit', id, timestamp, actor, action, target, NULL, detail FROM audit_events WHERE NOT (${IS_OF_REPORT})
    ORDER BY time, kind DESC, id`);
  let number = 0;
  for (const { kind, id, time, who, what, target, success, detail } of rows.iterate()) {
    number += 1;
    ledger.row(kind === 'report' ? 'reports' : 'audit_events', id, () => {
      const at = moment(time);
      if (kind === 'audit') addAudit({ id: number, at, actor: who, action: what, target: target ?? '', detail });
      else {
        const row = { id: number, machine_id: who, generation: what, success: success === 1 ? 1 : 0, message: detail };
        addReport({ ...row, received_at: at });
      }
    });
  }
  const shown = from.prepare<[], number>(`SELECT id FROM audit_events WHERE ${IS_OF_REPORT}`).pluck();
  for (const id of shown.iterate()) ledger.leave('audit_events', id, 'the reports themselves are shown in the audit');
}

interface HealthV0 {
  id: number;
  machine_id: string;
  generation: string;
  results: string;
  all_passed: number;
  received_at: string;
}

/** Takes over health reports, each tied to the path that the machine had last reported then. */
export function takeHealth(from: Database, to: Database, ledger: Ledger): void {
  const add = inserter(to, 'health_reports', 'machine_id', 'generation', 'results', 'all_passed', 'received_at');
  const rows = from.prepare<[], HealthV0>(`SELECT *, coalesce((
      SELECT generation FROM reports WHERE reports.machine_id = health_reports.machine_id
        AND reports.received_at <= health_reports.received_at ORDER BY reports.received_at DESC, reports.id DESC LIMIT 1
    ), '') AS generation FROM health_reports ORDER BY received_at, id`);
  for (const { id, machine_id, generation, results, all_passed, received_at } of rows.iterate()) {
    ledger.row('health_reports', id, () => {
      const row = { machine_id, generation, all_passed: all_passed === 1 ? 1 : 0 };
      add({ ...row, results: listText(results), received_at: moment(received_at) });
    });
  }
}
