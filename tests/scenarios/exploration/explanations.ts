import type { Why } from '../../../machines/model/why.ts';
import type { WhyCode } from '../../../machines/policy/why-facts.ts';
import type { World } from './world.ts';

/** What may be said of a machine that has a verdict; all that is waited for, of one that has none. */
const CODES: Readonly<Record<string, readonly WhyCode[]>> = {
  soaking: ['soaking', 'dispatching', 'stopping', 'paused', 'cancelled', 'not_waited_for', 'reverting'],
  healthy: ['healthy', 'moved_on', 'dispatching', 'reverting'],
  unhealthy: ['unhealthy', 'timed_out', 'dispatching', 'reverting'],
  skipped: ['skipped', 'dispatching', 'reverting'],
  superseded: ['superseded'],
  reverting: ['reverting'],
  reverted: ['reverted'],
  revert_failed: ['revert_failed'],
};

/** Codes that say how the rollout stands. */
const STATUSES: Partial<Record<WhyCode, readonly string[]>> = {
  not_started: ['created'],
  earlier_batch: ['running'],
  starting: ['running'],
  stopping: ['running'],
  paused: ['paused'],
  cancelled: ['cancelled'],
  failed_before: ['failed'],
  soaking: ['running', 'paused'],
  reverting: ['failed'],
};

/** Asks of every machine of every rollout why; what is said must fit what is there. */
export function explain(world: World): Promise<void> {
  const now = world.clock.now();
  const known = new Map(world.rows<Part>(PARTS).map((part) => [`${part.rollout_id} ${part.machine_id}`, part]));
  const ids = new Set([...known.values()].map(({ rollout_id }) => rollout_id));
  for (const id of ids) {
    for (const said of world.why.all(id, { limit: 100 }, now)?.items ?? []) {
      const part = known.get(`${id} ${said.machine_id}`);
      const wrong =
        part === undefined ? ['nobody asked'] : [...contradictions(said, part), ...miscounted(world, id, said)];
      const alone = world.why.one(id, said.machine_id, now);
      if (JSON.stringify(alone) !== JSON.stringify(said)) wrong.push('alone it is answered in another way');
      known.delete(`${id} ${said.machine_id}`);
      world.problems.push(...wrong.map((what) => `why: ${what}: ${JSON.stringify({ said, part })}`));
    }
  }
  for (const left of known.keys()) world.problems.push(`why: nothing is said of ${left}`);
  return Promise.resolve();
}

interface Part {
  readonly rollout_id: string;
  readonly machine_id: string;
  readonly verdict: string;
  readonly status: string;
  readonly is_deleted: number;
}

const PARTS = `SELECT p.rollout_id, p.machine_id, p.verdict, r.status, m.machine_id IS NULL AS is_deleted FROM (
    SELECT rollout_id, machine_id, verdict FROM rollout_machines
    UNION ALL SELECT rollout_id, machine_id, 'skipped' FROM rollout_skipped
  ) p JOIN rollouts r ON r.id = p.rollout_id LEFT JOIN machines m ON m.machine_id = p.machine_id`;

function contradictions({ code, verdict, sentence, whom }: Why, part: Part): string[] {
  const wrong: string[] = [];
  if (verdict !== part.verdict) wrong.push('it has another verdict');
  if (CODES[verdict]?.includes(code as WhyCode) === false) wrong.push('the code is of another verdict');
  if (['pending', 'soaking'].includes(verdict) && ['healthy', 'unhealthy', 'timed_out', 'reverted'].includes(code))
    wrong.push('it has no verdict yet');
  const statuses = STATUSES[code as WhyCode] ?? [part.status];
  if (!statuses.includes(part.status)) wrong.push('the rollout stands in another way');
  if (code === 'deleted' && part.is_deleted === 0) wrong.push('the machine is there');
  if (/undefined|null|NaN|object/.test(sentence) || sentence === '') wrong.push('it makes no sense');
  if (whom?.startsWith('machine:') && part.is_deleted === 1) wrong.push('nobody is there to do it');
  return wrong;
}

/** The number of machines that a batch is said to wait for, where nothing is on its way that the batch does not know. */
function miscounted(world: World, rolloutId: string, { sentence }: Why): string[] {
  const [, open, batch] = /^batch \d+ starts when (\d+) more of batch (\d+)/.exec(sentence) ?? [];
  if (open === undefined || world.rows('SELECT 1 FROM mailbox').length > 0) return [];
  const [tally] = world.rows<{ open: number }>(
    `SELECT size - healthy - unhealthy - skipped AS open FROM (SELECT
       state ->> '$.context.tally.size' AS size, state ->> '$.context.tally.healthy' AS healthy,
       state ->> '$.context.tally.unhealthy' AS unhealthy, state ->> '$.context.tally.skipped' AS skipped
     FROM snapshots WHERE address = ?)`,
    `batch:${rolloutId}:${Number(batch) - 1}`,
  );
  return tally?.open === Number(open) ? [] : [`its batch waits for ${tally?.open}`];
}
