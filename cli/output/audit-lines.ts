import type { AuditEvent } from '../../machines/model/audit.ts';
import { second } from './moment.ts';
import { cutting, table, type TableLook } from './table.ts';

const COLUMNS = ['when', cutting('actor'), 'action', cutting('target'), cutting('detail')];

/** Who did what, a line each. */
export function auditLines(events: readonly AuditEvent[], look: TableLook): string[] {
  if (events.length === 0) return ['Nothing was done, as far as these filters go.'];
  const rows = events.map(({ timestamp, actor, action, target, detail }) => [
    second(timestamp),
    actor,
    action,
    target,
    detail ?? '',
  ]);
  return table(COLUMNS, rows, look);
}
