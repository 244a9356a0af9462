import type { Database } from 'better-sqlite3';
import type { ActorMail } from '../../../machines/model/actor.ts';
import { MOST_MAIL } from '../../../machines/policy/mail-count.ts';
import { statement } from '../statement.ts';
import { storedFields } from './stored-json.ts';

/** Questions about the mail of actors. */
export interface ActorMailReads {
  /** Mail that an actor has not taken yet, the oldest first; a few. */
  waiting(address: string): ActorMail[];
  /** Mail that it could not take, the newest first; a few. */
  dead(address: string): ActorMail[];
}

interface WaitingRow {
  readonly sender: string;
  readonly event: string;
  readonly attempts: number;
}

interface DeadRow {
  readonly sender: string;
  readonly event: string;
  readonly failure: string;
  readonly at: number;
}

/** The questions about mail, on a reader's connection. */
export function createActorMail(db: Database): ActorMailReads {
  const waiting = statement<{ address: string; rows: number }, WaitingRow>(db, ({ address, rows }, from) =>
    from
      .selectFrom('mailbox')
      .select(['sender', 'event', 'attempts'])
      .where('receiver', '=', address)
      .orderBy('id')
      .limit(rows),
  );
  const dead = statement<{ address: string; rows: number }, DeadRow>(db, ({ address, rows }, from) =>
    from
      .selectFrom('dead_letters')
      .select(['sender', 'event', 'failure', 'at'])
      .where('receiver', '=', address)
      .orderBy('id', 'desc')
      .limit(rows),
  );
  return {
    waiting: (address) =>
      waiting.all({ address, rows: MOST_MAIL }).map(({ sender, event, attempts }) => ({
        sender,
        event: typeIn(event),
        attempts,
      })),
    dead: (address) =>
      dead.all({ address, rows: MOST_MAIL }).map(({ sender, event, failure, at }) => ({
        sender,
        event: typeIn(event),
        failure,
        at: new Date(at).toISOString(),
      })),
  };
}

function typeIn(event: string): string {
  const { type } = storedFields(event);
  return typeof type === 'string' ? type : '?';
}
