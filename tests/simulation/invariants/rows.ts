import type { Database } from 'better-sqlite3';
import { NEVER, NEVER_IN_THE_END } from '../../scenarios/exploration/never.ts';

/** Rows that must not be, whatever one did before. */
const ALWAYS: Readonly<Record<string, string>> = {
  ...NEVER,
  'a machine in two active rollouts': `SELECT m.machine_id, group_concat(r.id) FROM rollout_machines m
    JOIN rollouts r ON r.id = m.rollout_id WHERE r.status IN ('created', 'running', 'paused')
    GROUP BY m.machine_id HAVING count(*) > 1`,
};

/** Times are those of the control plane's clock: once somebody has set it back they tell no order. */
const BY_CLOCK = ['a machine that was told by a cancelled rollout', 'a machine that was told by a failed batch'];

type Finder = () => string | undefined;

/** Looks for rows that must not be; `clockIsTrue`: nobody has set the control plane's clock. */
export function createFinder(db: Database): { always: (clockIsTrue: boolean) => string | undefined; end: Finder } {
  const prepare = (never: Readonly<Record<string, string>>) =>
    Object.entries(never).map(([what, query]) => {
      const question = db.prepare<[], object>(query);
      const find = () => {
        const row = question.get();
        return row && `${what}: ${JSON.stringify(row)}`;
      };
      return { what, find };
    });
  const [always, end] = [prepare(ALWAYS), prepare(NEVER_IN_THE_END)];
  return {
    always: (clockIsTrue) =>
      first(always.filter(({ what }) => clockIsTrue || !BY_CLOCK.includes(what)).map(({ find }) => find)),
    end: () => first(end.map(({ find }) => find)),
  };
}

function first(finders: readonly Finder[]): string | undefined {
  for (const find of finders) {
    const found = find();
    if (found !== undefined) return found;
  }
  return undefined;
}
