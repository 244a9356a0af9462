import type { Database } from 'better-sqlite3';

/** One mail for every member of a list: all of it but the receiver and the member's wanted path. */
export interface ListMail {
  readonly sender: string;
  readonly delivery: number;
  readonly ordinal: number;
  readonly event: { readonly type: string };
}

/** Which rows are the members of a list `name:<rollout>:<index>`; a machine that was deleted is none any more. */
const MEMBERS: Readonly<Record<string, string>> = {
  'batch-members': 'batch_index = @index',
  'rollout-touched': 'batch_index <= @index',
};

/**
 * Puts one mail for each member of a list into the mailbox, in one statement. Each gets the path that the rollout wants
 * for it as `wanted`. Within a batch they are told by id, not in the batch's random order: what is written for neighbours
 * is in the same pages, and telling 10,000 takes half the time. Throws for a list that is not known: a bug in a chart.
 */
export function createFanOut(db: Database): (list: string, mail: ListMail) => void {
  const statements = new Map(
    Object.entries(MEMBERS).map(([name, members]) => [
      name,
      db.prepare(
        `INSERT INTO mailbox (receiver, event, sender, delivery, ordinal)
         SELECT 'machine:' || machine_id, json_set(@event, '$.wanted', wanted), @sender, @delivery, @ordinal
         FROM rollout_machines WHERE rollout_id = @rollout AND ${members}
           AND EXISTS (SELECT 1 FROM machines WHERE machines.machine_id = rollout_machines.machine_id)
         ORDER BY batch_index, machine_id`,
      ),
    ]),
  );
  return (list, { event, ...mail }) => {
    const [, name = '', rollout, index] = /^([^:]+):(.+):(\d+)$/.exec(list) ?? [];
    const insert = statements.get(name);
    if (insert === undefined) throw new Error(`no list is called ${list}`);
    insert.run({ ...mail, event: JSON.stringify(event), rollout, index: Number(index) });
  };
}
