import { failureOf } from '../../machines/errors.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import { isDarwin } from '../../machines/policy/platform.ts';
import type { HealthFile } from '../../services/host/probes/health-file.ts';
import { SshTarget } from '../../services/host/ssh/ssh-target.ts';
import type { HostOutcome } from './host-outcome.ts';
import { tellEnd } from './host-teller.ts';
import { destinationOf } from './ssh-host.ts';
import { switchOver, type SwitchSurroundings } from './switch-over.ts';

/** What a host needs besides its closure. */
export interface HostOrder {
  readonly target: string | undefined;
  readonly confirmSeconds: number | null;
  readonly checks: HealthFile;
}

/** Copies the closure of a host there and brings the host to it. Whatever goes wrong is an outcome. */
export async function deployHost(
  { hostname, platform, store_path: path }: ReleaseEntry,
  order: HostOrder,
  surroundings: SwitchSurroundings,
): Promise<HostOutcome> {
  const { tell, signal } = surroundings;
  const known = { host: hostname, platform, path };
  if (signal.aborted) return { ...known, destination: null, result: 'not_begun', says: 'interrupted before' };
  const isMac = isDarwin(platform);
  let target: SshTarget | undefined;
  let destination: string | null = null;
  try {
    destination = destinationOf({ name: hostname, isDarwin: isMac, target: order.target }, process.env['USER']);
    target = new SshTarget({ host: hostname, destination });
    tell(`connecting to ${destination}`);
    await target.open(signal);
    tell(`copying ${path}`);
    await target.copy(path, signal);
    const { confirmSeconds, checks } = order;
    const way = { path, generation: null, platform: isMac ? 'darwin' : 'linux' } as const;
    const switchOrder = { host: hostname, ...way, confirmSeconds, checks };
    const end = await switchOver(target, switchOrder, surroundings);
    tellEnd(end, tell);
    return { ...known, destination, result: end.result, says: end.says };
  } catch (error) {
    if (signal.aborted) return { ...known, destination, result: 'not_begun', says: 'interrupted; nothing was changed' };
    const { message } = failureOf(error);
    tell(message);
    return { ...known, destination, result: 'failed', says: message };
  } finally {
    // What is left of a connection is no reason to lose the report.
    await target?.close().catch(() => undefined);
  }
}
