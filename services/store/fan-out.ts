import type { Database } from 'better-sqlite3';

/** One mail for every member of a list: all of it but the receiver and what the member's row says. */
export interface ListMail {
  readonly sender: string;
  readonly delivery: number;
  readonly ordinal: number;
  readonly event: { readonly type: string; readonly [field: string]: unknown };
}

/** Which rows are the members of a list `name:<rollout>:<index>`. `@attempt` is the mail's. */
const MEMBERS: Readonly<Record<string, string>> = {
  'batch-members': 'batch_index = @index',
  // Who has no verdict in this try.
  'batch-unsettled': `batch_index = @index AND NOT (attempt = @attempt AND verdict NOT IN ('pending', 'soaking'))`,
  // Who has not answered the order to go back. Batches after this one have, unless version 1 told all of them at once.
  'batch-unreverted': `batch_index >= @index AND reverted_at IS NULL AND batch_index IN (
     SELECT batch_index FROM rollout_batches WHERE rollout_id = @rollout AND started_at IS NOT NULL)`,
  'rollout-touched': 'batch_index <= @index',
};

/** Orders that every member has to answer; somebody has to answer for those that are gone. */
const ANSWERED = ['deploy', 'revert', 'give_up'];

const EXISTS = `EXISTS (SELECT 1 FROM machines WHERE machines.machine_id = rollout_machines.machine_id)`;

/**
 * Puts one mail for each member of a list into the mailbox, in one statement. Each gets the path that the rollout wants
 * for it as `wanted`, and whether it was told so before as `wasTold`. Within a batch they are told by id, not in the
 * batch's random order: what is written for neighbours is in the same pages, and telling 10,000 takes half the time. A
 * machine that was deleted gets none; when it has to answer, its part is skipped here and the sender is told how many
 * these are (`members.gone`). Throws for a list that is not known: a bug in a chart.
 */
export function createFanOut(db: Database): (list: string, mail: ListMail, now: number) => void {
  const lists = new Map(
    Object.entries(MEMBERS).map(([name, members]) => [
      name,
      { tell: db.prepare<Told>(tellAll(members)), answer: createAnswerForGone(db, members) },
    ]),
  );
  return (list, { event, ...mail }, now) => {
    const [, name = '', rollout = '', index] = /^([^:]+):(.+):(\d+)$/.exec(list) ?? [];
    const statements = lists.get(name);
    if (statements === undefined) throw new Error(`no list is called ${list}`);
    const attempt = Number(event['attempt'] ?? 0);
    const members = { ...mail, rollout, index: Number(index), attempt };
    statements.tell.run({ ...members, event: JSON.stringify(event) });
    if (!ANSWERED.includes(event.type)) return;
    const isBack = mail.sender.startsWith('rollout:');
    const said = isBack ? 'machine_reverted' : 'machine_settled';
    statements.answer({ ...members, now, said, back: isBack ? now : null });
  };
}

const tellAll = (members: string): string =>
  `INSERT INTO mailbox (receiver, event, sender, delivery, ordinal)
   SELECT 'machine:' || machine_id, json_set(@event, '$.wanted', wanted, '$.wasTold', json(iif(started_at IS NULL, 'false', 'true'))),
     @sender, @delivery, @ordinal
   FROM rollout_machines WHERE rollout_id = @rollout AND ${members} AND ${EXISTS}
   ORDER BY batch_index, machine_id`;

interface Members extends Omit<ListMail, 'event'> {
  readonly rollout: string;
  readonly index: number;
  readonly attempt: number;
}

type Told = Members & { readonly event: string };

interface Gone extends Members {
  readonly now: number;
  /** The event that says it. */
  readonly said: string;
  /** When an order to go back was answered; null: it is none. */
  readonly back: number | null;
}

/** Skips the members that were deleted, and tells the sender how many they are. */
function createAnswerForGone(db: Database, members: string): (gone: Gone) => void {
  const gone = `rollout_id = @rollout AND ${members} AND NOT ${EXISTS}`;
  const say = db.prepare<Gone>(
    `INSERT INTO events (at, type, rollout_id, machine_id, actor, message, detail)
     SELECT @now, @said, @rollout, machine_id, 'executor', machine_id || ' was skipped: it was deleted',
       json_object('batch_index', iif(@back IS NULL, batch_index, 'revert'), 'machine_id', machine_id, 'verdict', 'skipped', 'reason', 'it was deleted')
     FROM rollout_machines WHERE ${gone} ORDER BY machine_id`,
  );
  const skip = db.prepare<Gone>(
    `UPDATE rollout_machines SET verdict = 'skipped', reason = 'it was deleted', settled_at = @now,
       attempt = iif(@back IS NULL, @attempt, attempt), reverted_at = coalesce(@back, reverted_at)
     WHERE ${gone}`,
  );
  const tell = db.prepare<Gone & { count: number }>(
    `INSERT INTO mailbox (receiver, event, sender, delivery, ordinal)
     VALUES (@sender, json_object('type', 'members.gone', 'count', @count, 'attempt', @attempt), @sender, @delivery, @ordinal)`,
  );
  return (order) => {
    say.run(order);
    const { changes: count } = skip.run(order);
    if (count > 0) tell.run({ ...order, count });
  };
}
