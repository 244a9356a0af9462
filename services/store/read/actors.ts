import type { Database } from 'better-sqlite3';
import type { ActorDetail, ActorSummary, Transition } from '../../../machines/model/actor.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import type { Statechart } from '../../../machines/model/statechart.ts';
import { activeStates } from '../../../machines/policy/active-states.ts';
import { actorWaits } from '../../../machines/policy/actor-waits.ts';
import { statement } from '../statement.ts';
import {
  type ActorRow,
  type ActorQuestion,
  createActorSearch,
  kindIn,
  problemOf,
  type Problems,
  statusOf,
} from './actor-search.ts';
import { createActorMail } from './actor-mail.ts';
import { pageOf } from './page-of.ts';
import { storedFields } from './stored-json.ts';
import { createTransitionReads, type TransitionReads } from './transitions.ts';

/** What only the shard and the program know of an actor. */
export interface ActorBackground {
  readonly problems: Problems;
  /** Its statechart. */
  readonly chart: Statechart;
}

/** Questions about actors. */
export interface ActorReads {
  /** Actors by address, which is the cursor as well. */
  list(question: ActorQuestion, problems: Problems): Promise<Page<ActorSummary>>;
  /** One actor, whole; undefined: there is none. */
  detail(address: string, background: ActorBackground): ActorDetail | undefined;
  /** Its steps, newest first; undefined: there is no such actor. Throws `BadInput` for a cursor that is none. */
  history(address: string, question: PageQuestion): Page<Transition> | undefined;
  has(address: string): boolean;
  /** A machine is known, whether it has an actor or not. */
  hasMachine(machineId: string): boolean;
  readonly steps: TransitionReads;
}

/** How many of its newest steps come with an actor. */
const STEPS = 100;

/** The longest context that is shown whole, as JSON. */
const CONTEXT_LENGTH = 64 * 1024;

/** The questions about actors, on a reader's connection. */
export function createActorReads(db: Database): ActorReads {
  const steps = createTransitionReads(db);
  const search = createActorSearch(db);
  const mail = createActorMail(db);
  const one = statement<{ address: string }, ActorRow>(db, ({ address }, from) =>
    from.selectFrom('snapshots').selectAll().where('address', '=', address),
  );
  const machine = statement<{ id: string }, { machine_id: string }>(db, ({ id }, from) =>
    from.selectFrom('machines').select('machine_id').where('machine_id', '=', id),
  );
  const has = (address: string) => one.get({ address }) !== undefined;
  const summary = (row: ActorRow, problems: Problems) => summaryOf(row, problems, steps.lastAt(row.address));
  return {
    async list(question, problems) {
      return pageOf(await search.rows(question, problems), question.limit, {
        item: (row) => summary(row, problems),
        cursor: ({ address }) => address,
      });
    },
    // Transactions, so that all their rows are of one moment.
    detail: db.transaction((address: string, { problems, chart }: ActorBackground) => {
      const row = one.get({ address });
      if (row === undefined) return undefined;
      const state = storedFields(row.state);
      return {
        ...summary(row, problems),
        chart: chart.name,
        version: row.version,
        context: shortened(state['context']),
        waits: actorWaits(state, chart),
        mailbox: mail.waiting(address),
        dead_letters: mail.dead(address),
        history: [...steps.history(address, { limit: STEPS }).items],
        last_seq: steps.lastSeq(),
      };
    }),
    history: db.transaction((address: string, question: PageQuestion) =>
      has(address) ? steps.history(address, question) : undefined,
    ),
    has,
    hasMachine: (id) => machine.get({ id }) !== undefined,
    steps,
  };
}

function summaryOf(row: ActorRow, problems: Problems, lastAt: number | undefined): ActorSummary {
  const { address, state, deliveries } = row;
  const { value = null } = storedFields(state);
  const problem = problemOf(row, problems);
  return {
    address,
    kind: kindIn(address),
    status: statusOf(row, problem),
    state: value,
    active: activeStates(value),
    deliveries,
    last_transition_at: lastAt === undefined ? null : new Date(lastAt).toISOString(),
    problem,
  };
}

/** A context as it is, or what it would have been. */
function shortened(context: unknown): unknown {
  const length = (JSON.stringify(context) ?? '').length;
  if (length <= CONTEXT_LENGTH) return context ?? null;
  const fields = typeof context === 'object' && context !== null ? Object.keys(context) : [];
  return { left_out: `${length} characters`, fields: fields.join(', ').slice(0, 512) };
}
