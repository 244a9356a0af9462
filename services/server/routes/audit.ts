import type { FastifyInstance } from 'fastify';
import { BadInput } from '../../../machines/errors.ts';
import type { AuditEvent } from '../../../machines/model/audit.ts';
import { csvRow } from '../../../machines/policy/csv.ts';
import { momentIn } from '../../../machines/policy/moment.ts';
import type { AuditFilter, AuditReads } from '../../store/read/audit.ts';
import { pageAsked } from '../http/paging.ts';
import { serve } from '../http/serve.ts';
import type { Log } from '../log.ts';

/** The audit, as JSON and as a table. */
export function auditRoutes(app: FastifyInstance, audit: AuditReads, log: Log): void {
  serve(app, 'listAudit', ({ query: { limit, after, ...filter } }) =>
    audit.list({ ...filterIn(filter), ...pageAsked({ limit, after }) }),
  );
  serve(
    app,
    'exportAudit',
    ({ query: { limit, ...filter } }) => {
      const everything = { unasked: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };
      const pages = audit.pages({ ...filterIn(filter), limit: pageAsked({ limit }, everything).limit });
      return table(pages[Symbol.iterator](), log);
    },
    { headers: { 'content-disposition': 'attachment; filename="audit.csv"' } },
  );
}

interface AskedFilter extends Pick<AuditFilter, 'actor' | 'action' | 'target'> {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const filterIn = ({ actor, action, target, since, until }: AskedFilter): AuditFilter => ({
  ...{ actor, action, target },
  since: since === undefined ? undefined : momentOf('since', since),
  until: until === undefined ? undefined : momentOf('until', until),
});

function momentOf(name: string, text: string): number {
  const at = momentIn(text);
  if (at !== undefined) return at;
  throw new BadInput(`\`${name}\` is a time such as 2026-04-20T09:15:02Z, not "${text}"`);
}

const COLUMNS = ['timestamp', 'actor', 'action', 'target', 'detail'] as const satisfies (keyof AuditEvent)[];

/** The first page is read before anything is sent: what is wrong with the database is still an answer then. */
function table(pages: Iterator<readonly AuditEvent[]>, log: Log): Iterable<string> {
  const first = pages.next();
  return lines({ first, pages, log });
}

interface Table {
  readonly first: IteratorResult<readonly AuditEvent[]>;
  readonly pages: Iterator<readonly AuditEvent[]>;
  readonly log: Log;
}

function* lines({ first, pages, log }: Table): Iterable<string> {
  yield csvRow(COLUMNS);
  try {
    for (let page = first; !page.done; page = pages.next()) yield page.value.map(lineOf).join('');
  } catch (error) {
    // The status is sent: all that is left is to end the connection, so that nobody takes a part for the whole.
    log('error', 'an export of the audit broke off', { error });
    throw error;
  }
}

const lineOf = (event: AuditEvent): string => csvRow(COLUMNS.map((column) => event[column] ?? ''));
