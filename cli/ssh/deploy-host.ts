import { failureOf, FleetError } from '../../machines/errors.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import type { HealthFile } from '../../services/host/probes/health-file.ts';
import { SshTarget } from '../../services/host/ssh/ssh-target.ts';
import { printable } from '../output/printable.ts';
import type { HostOutcome } from './host-outcome.ts';
import { destinationOf } from './ssh-host.ts';
import type { SwitchEnd } from './switch-order.ts';
import { switchOver, type SwitchSurroundings } from './switch-over.ts';

/** What a host needs besides its closure. */
export interface HostOrder {
  readonly target: string | undefined;
  readonly confirmSeconds: number | null;
  readonly checks: HealthFile;
}

/** The last lines of what an activation said, where somebody looks for the reason. */
const TOLD_LINES = 8;

/** Copies the closure of a host there and brings the host to it. Whatever goes wrong is an outcome. */
export async function deployHost(
  { hostname, platform, store_path: path }: ReleaseEntry,
  order: HostOrder,
  surroundings: SwitchSurroundings,
): Promise<HostOutcome> {
  const { tell, signal } = surroundings;
  const known = { host: hostname, platform, path };
  if (signal.aborted) return { ...known, destination: null, result: 'not_begun', says: 'interrupted before' };
  const isDarwin = platform.includes('darwin');
  let target: SshTarget | undefined;
  let destination: string | null = null;
  try {
    destination = destinationOf({ name: hostname, isDarwin, target: order.target }, process.env['USER']);
    target = new SshTarget({ host: hostname, destination });
    tell(`connecting to ${destination}`);
    await target.open(signal);
    tell(`copying ${path}`);
    await target.copy(path, signal);
    const { confirmSeconds, checks } = order;
    const way = { path, generation: null, platform: isDarwin ? 'darwin' : 'linux' } as const;
    const switchOrder = { host: hostname, ...way, confirmSeconds, checks };
    const end = await switchOver(target, switchOrder, surroundings);
    tellEnd(end, tell);
    return { ...known, destination, result: end.result, says: end.says };
  } catch (error) {
    if (signal.aborted) return { ...known, destination, result: 'not_begun', says: 'interrupted; nothing was changed' };
    if (!(error instanceof FleetError)) throw error;
    const { message } = failureOf(error);
    tell(message);
    return { ...known, destination, result: 'failed', says: message };
  } finally {
    await target?.close();
  }
}

/** How it ended, and what was said when it did not end well. */
export function tellEnd({ result, says, said }: SwitchEnd, tell: (what: string) => void): void {
  tell(result === 'went_back' ? `went back: ${says}` : says);
  if (result === 'deployed' || said === '') return;
  for (const line of said.split('\n').slice(-TOLD_LINES)) tell(`  ${printable(line)}`);
}
