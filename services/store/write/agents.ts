import type { Database } from 'better-sqlite3';
import type { AgentState } from '../../../machines/model/machine.ts';
import { statement } from '../statement.ts';
import type { AgentLogRow } from '../tables.ts';

/** Lines of one attempt; `n` is the number of the first. */
export interface LogPart {
  readonly attempt: string;
  readonly n: number;
  readonly lines: readonly string[];
}

/** What agents say on their links, reports aside. */
export interface AgentWriter {
  /** `since`: ms since the epoch. */
  state(machineId: string, state: AgentState, since: number): void;
  /** Adds lines; of each machine about the newest `LINES_KEPT` stay. */
  log(machineId: string, part: LogPart, now: number): void;
  /** Takes reports beyond `seq` again, of the epoch that is known. */
  rewind(machineId: string, seq: number): void;
}

/** The newest lines of a machine that are kept. */
export const LINES_KEPT = 10_000;
/** Looking for the oldest line to keep reads all the newer ones: it is done once for so many lines. */
const LINES_PER_TRIM = 500;

/** What agents say, in the control plane's database. */
export function createAgentWriter(db: Database): AgentWriter {
  const state = statement<{ id: string; agent_state: string; since: number }, never>(
    db,
    ({ id, agent_state, since }, from) =>
      from
        .updateTable('machines')
        .set({ agent_state, agent_state_since: since })
        .where('machine_id', '=', id)
        .$castTo<never>(),
  );
  const rewind = statement<{ id: string; seq: number }, never>(db, ({ id, seq }, from) =>
    from.updateTable('machines').set({ report_seq: seq }).where('machine_id', '=', id).$castTo<never>(),
  );
  const add = statement<Omit<AgentLogRow, 'id'>, never>(db, ({ machine_id, attempt, n, line, received_at }, from) =>
    from.insertInto('agent_logs').values({ machine_id, attempt, n, line, received_at }).$castTo<never>(),
  );
  const trim = createTrim(db);
  return {
    state: (id, agent_state, since) => void state.run({ id, agent_state, since }),
    log(machine_id, { attempt, n, lines }, received_at) {
      lines.forEach((line, index) => add.run({ machine_id, attempt, n: n + index, line, received_at }));
      trim(machine_id, lines.length);
    },
    rewind: (id, seq) => void rewind.run({ id, seq }),
  };
}

/** Removes the oldest lines of a machine now and then; a machine that was not heard of since the start, at once. */
function createTrim(db: Database): (machineId: string, added: number) => void {
  const trim = statement<{ id: string }, never>(db, ({ id }, from) =>
    from
      .deleteFrom('agent_logs')
      .where('machine_id', '=', id)
      .where('id', '<=', (newest) =>
        newest
          .selectFrom('agent_logs')
          .select('id')
          .where('machine_id', '=', id)
          .orderBy('id', 'desc')
          .limit(1)
          .offset(LINES_KEPT),
      )
      .$castTo<never>(),
  );
  const addedSince = new Map<string, number>();
  return (id, added) => {
    const since = (addedSince.get(id) ?? LINES_PER_TRIM) + added;
    if (since >= LINES_PER_TRIM) trim.run({ id });
    addedSince.set(id, since >= LINES_PER_TRIM ? 0 : since);
  };
}
