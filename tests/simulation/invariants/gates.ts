import type { EventRow } from '../commit.ts';
import type { Chronicle } from '../chronicle.ts';
import type { TrackedRollout } from '../rollouts.ts';
import { unproven } from './evidence.ts';
import type { EventInvariant, View } from './invariant.ts';

interface Member {
  readonly machine_id: string;
  readonly verdict: string;
}

/** What must be true at the event with which a batch succeeds. */
export const GATES: readonly EventInvariant[] = [
  {
    name: 'tolerance',
    sentence: 'when a batch succeeds, no more of its machines are unhealthy than it tolerates',
    problem: atSuccess((rollout, members) => {
      const { threshold } = rollout;
      const unhealthy = members.filter(({ verdict }) => verdict !== 'healthy' && verdict !== 'skipped');
      const most = countOf(threshold, members.length);
      const names = unhealthy.map(({ machine_id, verdict }) => `${machine_id} ${verdict}`).join(', ');
      return unhealthy.length > most ? `${names}; ${threshold} of ${members.length} are tolerated` : undefined;
    }),
  },
  {
    name: 'evidence',
    sentence:
      'each machine that a batch counts as healthy has reported so, on its path, since it was told by this batch',
    problem: atSuccess((rollout, members, { chronicle }) => {
      const healthy = members.filter(({ verdict }) => verdict === 'healthy');
      return healthy.flatMap(({ machine_id }) => unproven(chronicle, rollout, machine_id) ?? [])[0];
    }),
  },
  {
    name: 'excuse',
    sentence: 'a machine that a batch passes by was out of service, or gone, at some time since the rollout was made',
    problem: atSuccess((rollout, members, { chronicle }) => {
      const skipped = members.filter(({ verdict }) => verdict === 'skipped');
      const unexcused = skipped.find(({ machine_id }) => !wasAway(chronicle, rollout, machine_id));
      return unexcused && `${unexcused.machine_id} was skipped and had been in service all the time`;
    }),
  },
  {
    name: 'enough',
    sentence: 'when a batch succeeds, as many of its machines are healthy as its rollout requires',
    problem: atSuccess(({ required }, members) => {
      if (required === null) return undefined;
      const healthy = members.filter(({ verdict }) => verdict === 'healthy').length;
      const least = Math.min(countOf(required, members.length), members.length);
      return healthy >= least ? undefined : `${healthy} of ${members.length} are healthy, ${required} are required`;
    }),
  },
  {
    name: 'success',
    sentence: 'a batch succeeds only with a healthy machine, or none that is unhealthy, unless all may be',
    problem: atSuccess(({ threshold }, members) => {
      const count = (word: string) => members.filter(({ verdict }) => verdict === word).length;
      if (count('healthy') > 0 || threshold === '100%' || count('skipped') === members.length) return undefined;
      return `none of ${members.length} is healthy`;
    }),
  },
];

function atSuccess(
  problem: (rollout: TrackedRollout, members: readonly Member[], view: View) => string | undefined,
): EventInvariant['problem'] {
  return (view, event: EventRow) => {
    const rollout = view.chronicle.rollouts.get(event.rollout_id);
    if (event.type !== 'batch_completed' || rollout === undefined) return undefined;
    const { batch_index } = JSON.parse(event.detail) as { batch_index: number };
    const members = membersOf(rollout, batch_index);
    const what = problem(rollout, members, view);
    return what && `batch ${batch_index} of ${event.rollout_id}: ${what}`;
  };
}

const membersOf = ({ members, verdicts }: TrackedRollout, index: number): Member[] =>
  [...members].flatMap(([machine_id, batch]) =>
    batch === index ? [{ machine_id, verdict: verdicts.get(machine_id) ?? 'not judged' }] : [],
  );

/** Written again on purpose: the policy must not judge itself. */
function countOf(threshold: string, size: number): number {
  const number = Number.parseFloat(threshold);
  return threshold.endsWith('%') ? Math.ceil((size * number) / 100) : number;
}

const AWAY = ['register', 'update_lifecycle', 'delete_machine'];

const wasAway = ({ audit }: Chronicle, { createdAt }: TrackedRollout, machineId: string): boolean =>
  audit.some(({ action, target, commit }) => target === machineId && AWAY.includes(action) && commit >= createdAt);
