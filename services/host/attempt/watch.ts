import { setTimeout as sleep } from 'node:timers/promises';
import type { Launcher } from '../launcher.ts';
import type { AttemptFolder } from './attempt-folder.ts';
import { claimOf } from './claim.ts';
import { actsAt } from './dead-man.ts';
import { goBack } from './go-back.ts';
import { monotonicMs } from './monotonic.ts';
import { hasOrder } from './order.ts';
import { isTaken, takeSeat } from './seats.ts';

const GLANCE_MS = 100;

/** The dead man where no systemd runs: takes the machine back when it is time, and leaves when the attempt is anybody's before. */
export async function watch(folder: AttemptFolder, launcher: Launcher, signal: AbortSignal): Promise<void> {
  if (!(await takeSeat(folder, 'watch', () => isTaken(folder, 'watch')))) return;
  for (;;) {
    // A folder that is gone has taken with it what the way back would need.
    if ((await claimOf(folder)) !== undefined || !hasOrder(folder)) return;
    const leftMs = ((await actsAt(folder)) ?? Infinity) - monotonicMs();
    if (leftMs <= 0) break;
    await sleep(Math.min(GLANCE_MS, leftMs), undefined, { signal });
  }
  await goBack(folder, launcher, signal);
}
