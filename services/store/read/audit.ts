import type { Database } from 'better-sqlite3';
import type { AuditEvent } from '../../../machines/model/audit.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import { queries } from '../statement.ts';
import { createAuditSpans, type IdSpan } from './audit-span.ts';
import { idBelow } from './id-cursor.ts';
import { pageOf } from './page-of.ts';

/** Which entries: those that have every word that is given, from `since` on and before `until` (ms since the epoch). */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Questions about the audit. */
export interface AuditReads {
  /** The newest entries first; a cursor is an id. Throws `BadInput`. */
  list(question: AuditFilter & PageQuestion): Page<AuditEvent>;
  /** The same page by page, each read when it is asked for: nothing is open between two. */
  pages(question: AuditFilter & { readonly limit: number }): Iterable<readonly AuditEvent[]>;
}

const PAGE = 500;
const AGENT = 'machine:';

/** The questions about the audit, on a reader's connection. */
export function createAuditReads(db: Database): AuditReads {
  const spanOf = createAuditSpans(db);
  const rows = (filter: AuditFilter, span: IdSpan, limit: number): AuditEvent[] => {
    const { sql, parameters } = asked(narrowed(filter), span, limit).compile();
    return db.prepare<unknown[], AuditEvent>(sql).all(...parameters);
  };
  return {
    list({ limit, after, ...filter }) {
      const span = spanOf(filter.since, filter.until);
      const below = Math.min(span.below, idBelow(after));
      const found = rows(filter, { ...span, below }, limit + 1);
      return pageOf(found, limit, { item: (event) => event, cursor: ({ id }) => String(id) });
    },
    *pages({ limit, ...filter }) {
      let span = spanOf(filter.since, filter.until);
      for (let left = limit; left > 0; left -= PAGE) {
        const most = Math.min(left, PAGE);
        const events = rows(filter, span, most);
        const last = events.at(-1);
        if (last === undefined) return;
        yield events;
        if (events.length < most) return;
        span = { ...span, below: last.id };
      }
    },
  };
}

/** Built for each question: only a condition that is there can use an index, and reports are many. */
function asked({ actor, action, target, since, until }: AuditFilter, { from, below }: IdSpan, limit: number) {
  let query = queries
    .selectFrom('audit_events')
    .select(['id', 'timestamp', 'actor', 'action', 'target', 'detail'])
    .where('id', '<', below);
  if (from > 0) query = query.where('id', '>=', from);
  if (since !== undefined) query = query.where('at', '>=', since);
  if (until !== undefined) query = query.where('at', '<', until);
  // Nobody but agents reports: SQLite sees that, and leaves their table alone.
  if (actor !== undefined && !actor.startsWith(AGENT)) query = query.where('action', '<>', 'report');
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (action !== undefined) query = query.where('action', '=', action);
  if (target !== undefined) query = query.where('target', '=', target);
  return query.orderBy('id', 'desc').limit(limit);
}

/** An agent speaks about its own machine only, by which reports are indexed. */
function narrowed(filter: AuditFilter): AuditFilter {
  const { actor, target } = filter;
  return actor?.startsWith(AGENT) && target === undefined ? { ...filter, target: actor.slice(AGENT.length) } : filter;
}
