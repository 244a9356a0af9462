import { setTimeout as sleep } from 'node:timers/promises';
import { type Static, Type } from 'typebox';
import { hasCode } from './error-code.ts';
import { signalGroup } from './group.ts';
import { birthOf } from './process-birth.ts';

/** Tells a process from every other that has, or will have, its id; "" where its birth could not be learned. */
export const ProcessMark = Type.Object({ pid: Type.Integer({ minimum: 2 }), birth: Type.String() });
export type ProcessMark = Static<typeof ProcessMark>;

const GLANCE_MS = 25;
/** What is killed and does not go hangs in the kernel: it will not do anything any more, and nobody waits for it. */
const KILLED_MS = 2_000;

/** The mark of a process that runs. */
export const markOf = async (pid: number): Promise<ProcessMark> => ({ pid, birth: (await birthOf(pid)) ?? '' });

/** Whether this very process still runs. */
export async function isRunning({ pid, birth }: ProcessMark): Promise<boolean> {
  const found = await birthOf(pid);
  return found !== undefined && (birth === '' || found === birth);
}

/** Ends the group that a process leads or has led: asked first, killed after a grace period. */
export async function endGroup(leader: ProcessMark, graceMs: number): Promise<void> {
  if (!(await hasGroup(leader))) return;
  signalGroup(leader.pid, 'SIGTERM');
  if (await groupEnds(leader, graceMs)) return;
  signalGroup(leader.pid, 'SIGKILL');
  await groupEnds(leader, KILLED_MS);
}

async function groupEnds(leader: ProcessMark, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (await hasGroup(leader)) {
    if (performance.now() >= until) return false;
    await sleep(GLANCE_MS);
  }
  return true;
}

/** No process is given an id that is still a group's: when another has it, ours is gone with its whole group. */
async function hasGroup({ pid, birth }: ProcessMark): Promise<boolean> {
  const found = await birthOf(pid);
  if (found !== undefined) return birth === '' || found === birth;
  try {
    process.kill(-pid, 0);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH') || hasCode(error, 'EPERM')) return false;
    throw error;
  }
}
