import type { Database } from 'better-sqlite3';
import { statement } from '../statement.ts';
import type { AnswerRow } from '../tables.ts';

/** The answers that were given to requests with an `Idempotency-Key`. */
export interface AnswerWriter {
  get(actor: string, key: string): Pick<AnswerRow, 'fingerprint' | 'answer'> | undefined;
  add(answer: AnswerRow): void;
}

/** The kept answers in the control plane's database. */
export function createAnswerWriter(db: Database): AnswerWriter {
  const get = statement<{ actor: string; key: string }, Pick<AnswerRow, 'fingerprint' | 'answer'>>(
    db,
    ({ actor, key }, from) =>
      from
        .selectFrom('answers')
        .select(['fingerprint', 'answer'])
        .where('actor', '=', actor)
        .where('idempotency_key', '=', key),
  );
  const add = statement<AnswerRow, never>(db, ({ actor, idempotency_key, request, fingerprint, answer, at }, from) =>
    from.insertInto('answers').values({ actor, idempotency_key, request, fingerprint, answer, at }).$castTo<never>(),
  );
  return { get: (actor, key) => get.get({ actor, key }), add: (answer) => void add.run(answer) };
}
