import type { Machine } from '../machine.ts';
import { observeKernelParameters } from './kernel-command-line.ts';

/** Which kernel modules there are, and which may not come. All names have `_`, as the kernel lists them. */
export interface KernelModules {
  /** Whether the kernel can load modules at all. */
  readonly canLoad: boolean;
  /** Loaded, or built into the kernel as far as that shows. */
  readonly present: readonly string[];
  /** Blacklisted in modprobe's configuration or on the kernel's command line. */
  readonly blocked: readonly string[];
}

/** In the order of modprobe.d(5): of two files with one name only the first counts. */
const DIRECTORIES = [
  '/etc/modprobe.d',
  '/run/modprobe.d',
  '/usr/local/lib/modprobe.d',
  '/usr/lib/modprobe.d',
  '/lib/modprobe.d',
];
const PARAMETERS = ['modprobe.blacklist', 'module_blacklist'];
const NOTHING = /(?:^|\/)(?:true|false)$/;

/** What the kernel and modprobe of a machine say of modules. */
export async function observeKernelModules(machine: Machine): Promise<KernelModules> {
  const loaded = await machine.text('/proc/modules');
  const parameters = await observeKernelParameters(machine);
  const onCommandLine = PARAMETERS.flatMap((name) => parameters.get(name)?.split(',') ?? []);
  return {
    canLoad: loaded !== undefined && !parameters.has('nomodule'),
    present: [...firstWords(loaded ?? ''), ...((await machine.names('/sys/module')) ?? [])].map(asListed),
    blocked: [...blockedIn(await configuration(machine)), ...onCommandLine].map(asListed),
  };
}

/** A module's name as the kernel lists it: `usb-storage` is `usb_storage` there. */
export const asListed = (module: string): string => module.replaceAll('-', '_');

/** What a configuration of modprobe keeps from being loaded by itself: `blacklist`, or an `install` that does nothing. */
export function blockedIn(text: string): readonly string[] {
  const lines = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return lines.flatMap(([command, name = '', program = '']) => {
    const isBlocked = command === 'blacklist' || (command === 'install' && NOTHING.test(program));
    return isBlocked && name !== '' ? [name] : [];
  });
}

async function configuration(machine: Machine): Promise<string> {
  const files = new Map<string, string>();
  for (const directory of DIRECTORIES) {
    for (const name of (await machine.names(directory)) ?? []) {
      if (!name.endsWith('.conf') || files.has(name)) continue;
      files.set(name, (await machine.text(`${directory}/${name}`)) ?? '');
    }
  }
  return [...files.values()].join('\n');
}

const firstWords = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => line.split(' ', 1).filter(Boolean));
