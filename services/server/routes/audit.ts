import type { FastifyInstance } from 'fastify';
import { BadInput } from '../../../machines/errors.ts';
import type { AuditEvent } from '../../../machines/model/audit.ts';
import { csvRow } from '../../../machines/policy/csv.ts';
import type { AuditReads } from '../../store/read/audit.ts';
import { serve } from '../serve.ts';

const PAGE = 100;
const LONGEST_PAGE = 500;

/** The audit, as JSON and as a table. */
export function auditRoutes(app: FastifyInstance, audit: AuditReads): void {
  serve(app, 'listAudit', ({ query: { limit, ...words } }) =>
    audit.list({ ...words, limit: Math.min(countIn(limit) ?? PAGE, LONGEST_PAGE) }),
  );
  serve(
    app,
    'exportAudit',
    ({ query: { limit, ...words } }) =>
      table(audit.pages({ ...words, limit: countIn(limit) ?? Number.POSITIVE_INFINITY })),
    { headers: { 'content-disposition': 'attachment; filename="audit.csv"' } },
  );
}

/** At least one; undefined: it was not asked for. Throws `BadInput`. */
function countIn(limit: string | undefined): number | undefined {
  if (limit === undefined) return undefined;
  if (!/^\d+$/.test(limit)) throw new BadInput(`\`limit\` is a count: 0 or more, not "${limit}"`);
  return Math.max(1, Number(limit));
}

const COLUMNS = ['timestamp', 'actor', 'action', 'target', 'detail'] as const satisfies (keyof AuditEvent)[];

function* table(pages: Iterable<AuditEvent[]>): Iterable<string> {
  yield csvRow(COLUMNS);
  for (const page of pages) {
    yield page.map((event) => csvRow(COLUMNS.map((column) => event[column] ?? ''))).join('');
  }
}
