import { access, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failureOf } from '../../machines/errors.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { nixEnv } from '../../services/host/nix.ts';
import { readHealthFile } from '../../services/host/probes/health-file.ts';
import { run } from '../../services/host/process.ts';
import { createSystem } from '../../services/host/system.ts';
import { isLocked } from '../../services/store/lock.ts';
import type { AgentConfig } from '../config.ts';
import { bad, type Check, doubtful, type Finding, good } from './check.ts';

/** What an agent needs of its machine. */
export function machineChecks(config: AgentConfig, platform: NodeJS.Platform = process.platform): readonly Check[] {
  const { root, dbPath, healthConfig } = config;
  const system = createSystem(root, platform);
  return [
    { name: 'permissions', look: () => Promise.resolve(permissions(root.isMachine)) },
    { name: 'database', look: () => database(dbPath) },
    { name: 'nix', look: () => version({ argv: ['nix', '--version'], env: nixEnv() }) },
    { name: 'nix-env', look: () => version({ argv: ['nix-env', '--version'] }) },
    ...(platform === 'linux' && root.isMachine
      ? [{ name: 'systemd', look: () => version({ argv: ['systemd-run', '--version'] }) }]
      : []),
    {
      name: 'running system',
      look: async () => runningSystem({ running: await system.running(), link: root.currentSystem, platform }),
    },
    {
      name: 'system profile',
      look: async () => systemProfile({ running: await system.running(), profile: await system.profile() }),
    },
    { name: 'health checks', look: () => healthChecks(healthConfig) },
  ];
}

function permissions(isMachine: boolean): Finding {
  if (!isMachine) return good('a folder stands for the machine');
  if (process.getuid?.() === 0) return good('root');
  return bad('not root: activating a system needs root; run this as the agent will run');
}

async function database(dbPath: string): Promise<Finding> {
  if (isLocked(dbPath)) return good(`${dbPath}, in use by the agent that runs`);
  const folder = await nearest(dirname(dbPath));
  try {
    if (!(await stat(folder)).isDirectory()) return bad(`${folder} is no folder: check --db-path`);
    await access(folder, constants.W_OK);
    return good(dbPath);
  } catch (error) {
    return bad(`${folder} cannot be written (${failureOf(error).message}): check --db-path and its permissions`);
  }
}

/** A folder that is missing is made when the agent starts: what is nearest above it has to allow that. */
async function nearest(folder: string): Promise<string> {
  for (let above = folder; ; above = dirname(above))
    if ((await isThere(above)) || above === dirname(above)) return above;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function version(command: Parameters<typeof run>[0]): Promise<Finding> {
  const { stdout } = await run({ ...command, timeoutMs: 10_000 });
  return good(stdout.trim().split('\n')[0] ?? '');
}

interface Running {
  readonly running: string;
  readonly link: string;
  readonly platform: NodeJS.Platform;
}

async function runningSystem({ running, link, platform }: Running): Promise<Finding> {
  if (running === '') return bad(`${link} cannot be read: the agent needs NixOS or nix-darwin`);
  if (!isStorePath(running)) return bad(`${link} leads to ${running}, which is no path in the Nix store`);
  const program = join(running, platform === 'darwin' ? 'activate' : 'bin/switch-to-configuration');
  try {
    await access(program, constants.X_OK);
    return good(running);
  } catch {
    return bad(`${program} is missing: a machine that runs ${running} could not be taken back to it`);
  }
}

function systemProfile({ running, profile }: { running: string; profile: string | null }): Finding {
  if (profile === null) return doubtful('there is none yet: the first deployment makes it');
  if (profile === running) return good('names what runs');
  return doubtful(`names ${profile}, and ${running || 'nothing'} runs: the next boot would bring another system`);
}

async function healthChecks(path: string): Promise<Finding> {
  if (!(await isThere(path)))
    return doubtful(`${path} is missing: only the service manager is asked whether the machine is well`);
  const { systemd = [], launchd = [], http = [], command = [] } = await readHealthFile(path);
  const units = [...systemd.flatMap(({ units: names }) => names), ...launchd.flatMap(({ labels }) => labels)];
  const count = units.length + http.length + command.length;
  return count === 0
    ? doubtful(`${path} has none: only the service manager is asked whether the machine is well`)
    : good(`${count} in ${path}`);
}
