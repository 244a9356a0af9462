import type { Chronicle } from '../chronicle.ts';
import type { TrackedRollout } from '../rollouts.ts';

/**
 * What a machine ran, as far as it had said, when a rollout touched it first; else what it was told to run; else none. A
 * machine that was deleted and is back is another one: the rollout touches it anew.
 */
export function formerPaths(chronicle: Chronicle, rollout: TrackedRollout, machineId: string): string[] {
  const lives = [0, ...deletions(chronicle, machineId)];
  return lives.flatMap((born, life) => formerPathsOf(chronicle, { rollout, machineId, born, died: lives[life + 1] }));
}

interface Span {
  readonly rollout: TrackedRollout;
  readonly machineId: string;
  /** The commits in which the machine was deleted before, and after. */
  readonly born: number;
  readonly died: number | undefined;
}

function formerPathsOf(chronicle: Chronicle, { rollout, machineId, born, died = Infinity }: Span): string[] {
  const course = (chronicle.desired.get(machineId) ?? []).filter(({ commit }) => born <= commit && commit <= died);
  const first = course.findIndex(({ row }) => row?.assignment?.startsWith(`${rollout.id}:`));
  const told = course[first]?.commit;
  if (told === undefined) return [];
  const said = chronicle.receipts
    .of(machineId)
    .filter(({ commit, isCopy }) => !isCopy && born <= commit && commit <= told);
  const before = said.filter(({ commit }) => commit < told).at(-1);
  const paths = [...(before ? [before] : []), ...said.filter(({ commit }) => commit === told)];
  const known = paths.map(({ report }) => report.current_generation).filter((path) => path !== '');
  if (known.length > 0) return known;
  const former = course[first - 1]?.row?.hash;
  return former === undefined ? [] : [former];
}

/** The commits in which a machine was deleted. */
const deletions = ({ audit }: Chronicle, machineId: string): number[] =>
  audit.flatMap(({ action, target, commit }) => (action === 'delete_machine' && target === machineId ? [commit] : []));
