import type { Chronicle } from '../chronicle.ts';
import { pathOf } from '../plan.ts';
import type { Receipt } from '../receipts.ts';
import type { TrackedRollout } from '../rollouts.ts';

/** Why our own book does not prove that a machine is healthy in its batch; undefined: it does. */
export function unproven(chronicle: Chronicle, rollout: TrackedRollout, machineId: string): string | undefined {
  const batch = rollout.members.get(machineId);
  const wanted = pathOf(rollout.release, machineId);
  const told = chronicle.desired
    .get(machineId)
    ?.find(({ row }) => row?.assignment?.startsWith(`${rollout.id}:${batch}:`) && row.hash === wanted);
  if (told === undefined) return `${machineId} was never told to run ${wanted}`;
  const news = chronicle.receipts.of(machineId).filter(({ commit, isCopy }) => commit >= told.commit && !isCopy);
  const since = news.filter((receipt) => isAbout(receipt, chronicle.assignmentsAt(machineId, receipt.commit)));
  const passing = since.filter((receipt) => passes(receipt, wanted));
  if (passing.length === 0) return `${machineId} has not reported to be healthy on ${wanted} since it was told`;
  const soakMs = rollout.soakSeconds * 1000;
  if (soakMs > 0 && !hasSoaked(since, wanted, soakMs))
    return `${machineId} has not stayed healthy for ${soakMs / 1000} s`;
  return hadFailed(since, wanted, rollout, machineId);
}

/** A report counts for the assignment that it names while that is the machine's, or by the time at which it came. */
const isAbout = ({ report: { assignment } }: Receipt, present: readonly (string | null)[]): boolean =>
  assignment == null || present.includes(assignment);

const passes = ({ report: { current_generation, health, success, outcome } }: Receipt, wanted: string): boolean =>
  current_generation === wanted && health?.all_passed === true && success && (outcome ?? 'done') === 'done';

const FAILURES: readonly unknown[] = ['apply_failed', 'unhealthy', 'rolled_back', 'reboot_required'];

/** A report that proves of the assignment it names that it has failed. */
const fails = ({ report: { assignment, outcome } }: Receipt): boolean =>
  assignment != null && FAILURES.includes(outcome);

function hasSoaked(since: readonly Receipt[], wanted: string, soakMs: number): boolean {
  let first: number | undefined;
  for (const receipt of since) {
    if (passes(receipt, wanted)) {
      // A clock that was set back begins anew.
      first = Math.min(first ?? receipt.at, receipt.at);
      if (receipt.at - first >= soakMs) return true;
    } else if (receipt.report.current_generation !== wanted || !receipt.report.success) first = undefined;
  }
  return false;
}

/** What failed stays failed: within the last try, a machine that named it and failed is not healthy afterwards. */
function hadFailed(
  since: readonly Receipt[],
  wanted: string,
  { batches, members }: TrackedRollout,
  machineId: string,
): string | undefined {
  const attempts = batches[members.get(machineId) ?? -1]?.attempts ?? 0;
  const named = since.filter((receipt) => receipt.report.assignment == null || isOfAttempt(receipt, attempts));
  const firstFailure = named.findIndex(fails);
  if (firstFailure < 0) return undefined;
  const earlier = since.slice(0, since.indexOf(named[firstFailure] as Receipt));
  if (earlier.some((receipt) => passes(receipt, wanted))) return undefined;
  return `${machineId} had failed before it was healthy: ${named[firstFailure]?.report.message}`;
}

const isOfAttempt = ({ report: { assignment } }: Receipt, attempt: number): boolean =>
  assignment?.endsWith(`:${attempt}`) === true;
