import type { Database } from 'better-sqlite3';
import type { AuditEvent } from '../../../machines/model/audit.ts';
import { queries } from '../statement.ts';

/** Which entries: those that have every word that is given. */
export interface AuditQuestion {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly limit: number;
}

/** Questions about the audit. */
export interface AuditReads {
  /** The newest entries, newest first. */
  list(question: AuditQuestion): AuditEvent[];
  /** The same page by page, each read when it is asked for. */
  pages(question: AuditQuestion): Iterable<AuditEvent[]>;
}

const PAGE = 500;
const AGENT = 'machine:';

/** The questions about the audit, on a reader's connection. */
export function createAuditReads(db: Database): AuditReads {
  const page = (question: AuditQuestion, before: number): AuditEvent[] => {
    const { sql, parameters } = asked(narrowed(question), before).compile();
    return db.prepare<unknown[], AuditEvent>(sql).all(...parameters);
  };
  return {
    list: (question) => page(question, Number.MAX_SAFE_INTEGER),
    *pages(question) {
      let before = Number.MAX_SAFE_INTEGER;
      for (let left = question.limit; left > 0; left -= PAGE) {
        const limit = Math.min(left, PAGE);
        const events = page({ ...question, limit }, before);
        if (events.length > 0) yield events;
        if (events.length < limit) return;
        before = events.at(-1)?.id ?? 0;
      }
    },
  };
}

/** Built for each question: only a condition that is there can use an index, and reports are many. */
function asked({ actor, action, target, limit }: AuditQuestion, before: number) {
  let query = queries.selectFrom('audit_events').selectAll().where('id', '<', before);
  // Nobody but agents reports: SQLite sees that, and leaves their table alone.
  if (actor !== undefined && !actor.startsWith(AGENT)) query = query.where('action', '<>', 'report');
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (action !== undefined) query = query.where('action', '=', action);
  if (target !== undefined) query = query.where('target', '=', target);
  return query.orderBy('id', 'desc').limit(limit);
}

/** An agent speaks about its own machine only, by which reports are indexed. */
function narrowed(question: AuditQuestion): AuditQuestion {
  const { actor, target } = question;
  return actor?.startsWith(AGENT) && target === undefined
    ? { ...question, target: actor.slice(AGENT.length) }
    : question;
}
