import type { Launcher } from '../launcher.ts';
import type { AttemptFolder } from './attempt-folder.ts';
import { claim, claimOf } from './claim.ts';
import { monotonicMs } from './monotonic.ts';
import { type DeadManOrder, hasOrder } from './order.ts';

const ARMED = 'armed';
const HURRIED = 'hurried';

/** Arms him: he acts when the switch has had its time and the machine the time to prove itself. */
export async function arm(
  folder: AttemptFolder,
  { activationMs, confirmMs }: DeadManOrder,
  launcher: Launcher,
  signal: AbortSignal,
): Promise<void> {
  const at = monotonicMs() + activationMs + confirmMs;
  await folder.create(ARMED, `${at}\n`);
  await launcher.armDeadMan(folder, ((await actsAt(folder)) ?? at) - monotonicMs(), signal);
}

/** Leaves the machine only the time to prove itself, from the first time on that this is asked. Ms that are left. */
export async function hurry(folder: AttemptFolder, { confirmMs }: DeadManOrder, launcher: Launcher): Promise<number> {
  const ours = monotonicMs() + confirmMs;
  await folder.create(HURRIED, `${ours}\n`);
  const at = (await actsAt(folder)) ?? ours;
  if ((await claimOf(folder)) === undefined) {
    await launcher.hurryDeadMan(folder, at - monotonicMs());
    // Who has called him off in the meantime may have looked before he was there.
    if ((await claimOf(folder)) === 'called-off') await launcher.dismissDeadMan(folder);
  }
  return Math.max(0, at - monotonicMs());
}

/** Whether he had begun: then the machine goes back. */
export async function callOff(folder: AttemptFolder, launcher: Launcher): Promise<boolean> {
  if (!hasOrder(folder)) return false;
  if ((await claim(folder, 'called-off')) === 'fired') return true;
  await launcher.dismissDeadMan(folder);
  return false;
}

/** When he acts, on the monotonic clock; undefined when he is not armed. */
export async function actsAt(folder: AttemptFolder): Promise<number | undefined> {
  const times = await Promise.all([ARMED, HURRIED].map((name) => folder.read(name)));
  const known = times.filter((text) => text !== undefined).map(Number);
  return known.length === 0 ? undefined : Math.min(...known);
}
