import type { Database } from 'better-sqlite3';
import type { MailRow } from './actor-tables.ts';
import { statement } from './statement.ts';

/** The tables of mail between actors; the agent has the same ones in its own database. */
export const MAILBOX_DDL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    receiver TEXT NOT NULL,
    event TEXT NOT NULL,
    sender TEXT NOT NULL,
    delivery INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    UNIQUE (sender, delivery, ordinal, receiver)
  )`,
  `CREATE INDEX IF NOT EXISTS mailbox_by_receiver ON mailbox(receiver, id)`,
  `CREATE TABLE IF NOT EXISTS dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    receiver TEXT NOT NULL,
    event TEXT NOT NULL,
    sender TEXT NOT NULL,
    failure TEXT NOT NULL,
    at INTEGER NOT NULL
  )`,
];

/** Mail as its sender hands it over; sender, delivery and ordinal name it for ever. */
export interface Mail {
  readonly receiver: string;
  /** JSON. */
  readonly event: string;
  readonly sender: string;
  readonly delivery: number;
  readonly ordinal: number;
}

/** Mail that waits on disk. */
export interface StoredMail extends Mail {
  readonly id: number;
  readonly attempts: number;
}

/** The mail of a database. */
export interface Mailbox {
  put(mail: Mail): void;
  /** Waiting mail with an id above `after`, in order, at most `limit`. */
  page(after: number, limit: number): StoredMail[];
  /** Mail from this sender waits for this receiver. */
  waitsBetween(sender: string, receiver: string): boolean;
  /** All mail to, or all mail from an actor, in order. */
  about(address: string, side: 'receiver' | 'sender'): StoredMail[];
  /** Takes mail out; false: it is not there any more. */
  take(id: number): boolean;
  /** Takes back what a sender told and nobody has taken yet: its events of one type. */
  recall(sender: string, type: string): void;
  /** Takes out all mail from and to an actor. */
  withdraw(address: string): void;
  countAttempt(id: number): void;
  /** Moves mail that its receiver cannot take out of the way. */
  bury(mail: StoredMail, failure: string, at: number): void;
}

/** The mail of a database that has `MAILBOX_DDL`. */
export function createMailbox(db: Database): Mailbox {
  const put = statement<Mail, never>(db, ({ receiver, event, sender, delivery, ordinal }, from) =>
    from.insertInto('mailbox').values({ receiver, event, sender, delivery, ordinal }).$castTo<never>(),
  );
  const page = statement<{ after: number; limit: number }, StoredMail>(db, ({ after, limit }, from) =>
    from.selectFrom('mailbox').selectAll().where('id', '>', after).orderBy('id').limit(limit).$castTo<StoredMail>(),
  );
  const waitsBetween = statement<{ sender: string; receiver: string }, { id: number }>(
    db,
    ({ sender, receiver }, from) =>
      from.selectFrom('mailbox').select('id').where('receiver', '=', receiver).where('sender', '=', sender).limit(1),
  );
  const [to, by] = (['receiver', 'sender'] as const).map((side) =>
    statement<{ address: string }, StoredMail>(db, ({ address }, from) =>
      from.selectFrom('mailbox').selectAll().where(side, '=', address).orderBy('id').$castTo<StoredMail>(),
    ),
  );
  const take = statement<{ id: number }, MailRow>(db, ({ id }, from) =>
    from.deleteFrom('mailbox').where('id', '=', id).$castTo<MailRow>(),
  );
  const withdraw = statement<{ address: string }, never>(db, ({ address }, from) =>
    from
      .deleteFrom('mailbox')
      .where(({ eb, or }) => or([eb('receiver', '=', address), eb('sender', '=', address)]))
      .$castTo<never>(),
  );
  const recall = db.prepare(`DELETE FROM mailbox WHERE sender = @sender AND json_extract(event, '$.type') = @type`);
  const count = statement<{ id: number }, never>(db, ({ id }, from) =>
    from
      .updateTable('mailbox')
      .set((row) => ({ attempts: row('attempts', '+', 1) }))
      .where('id', '=', id)
      .$castTo<never>(),
  );
  const bury = statement<{ receiver: string; event: string; sender: string; failure: string; at: number }, never>(
    db,
    ({ receiver, event, sender, failure, at }, from) =>
      from.insertInto('dead_letters').values({ receiver, event, sender, failure, at }).$castTo<never>(),
  );
  return {
    put: (mail) => void put.run(mail),
    page: (after, limit) => page.all({ after, limit }),
    waitsBetween: (sender, receiver) => waitsBetween.get({ sender, receiver }) !== undefined,
    about: (address, side) => (side === 'receiver' ? to : by)?.all({ address }) ?? [],
    take: (id) => take.run({ id }) > 0,
    recall: (sender, type) => void recall.run({ sender, type }),
    withdraw: (address) => void withdraw.run({ address }),
    countAttempt: (id) => void count.run({ id }),
    bury({ id, receiver, event, sender }, failure, at) {
      bury.run({ receiver, event, sender, failure, at });
      take.run({ id });
    },
  };
}
