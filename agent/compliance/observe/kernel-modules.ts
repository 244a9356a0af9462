import type { Machine } from '../machine.ts';
import { observeKernelParameters } from './kernel-command-line.ts';

/** Which kernel modules there are, and which may not come. All names have `_`, as the kernel lists them. */
export interface KernelModules {
  /** Whether the kernel can load modules at all. */
  readonly canLoad: boolean;
  /** Loaded, or built into the kernel as far as that shows. */
  readonly present: readonly string[];
  /** Refused by the kernel itself, or by an `install` that does nothing: nobody's modprobe brings them in. */
  readonly refused: readonly string[];
  /** Not loaded for what is plugged in (`blacklist`): it ignores their aliases, and a module that needs them brings them along. */
  readonly ignored: readonly string[];
}

/** In the order of modprobe.d(5): of two files with one name only the first counts. */
const DIRECTORIES = [
  '/etc/modprobe.d',
  '/run/modprobe.d',
  '/usr/local/lib/modprobe.d',
  '/usr/lib/modprobe.d',
  '/lib/modprobe.d',
];
const NOTHING = /(?:^|\/)(?:true|false)$/;

/** What the kernel and modprobe of a machine say of modules. */
export async function observeKernelModules(machine: Machine): Promise<KernelModules> {
  const loaded = await machine.text('/proc/modules');
  const parameters = await observeKernelParameters(machine);
  const listed = (name: string) => parameters.get(name)?.split(',') ?? [];
  const { refused, ignored } = modulesIn(await configuration(machine));
  return {
    canLoad: loaded !== undefined && !parameters.has('nomodule'),
    present: [...firstWords(loaded ?? ''), ...((await machine.names('/sys/module')) ?? [])].map(asListed),
    // The kernel compares names as it lists them: one with a `-` is none.
    refused: [...refused.map(asListed), ...listed('module_blacklist')],
    ignored: [...ignored, ...listed('modprobe.blacklist')].map(asListed),
  };
}

/** A module's name as the kernel lists it: `usb-storage` is `usb_storage` there. */
export const asListed = (module: string): string => module.replaceAll('-', '_');

/** What a configuration of modprobe (modprobe.d(5)) keeps out: `install` with a program that does nothing, and `blacklist`. */
function modulesIn(text: string): Pick<KernelModules, 'refused' | 'ignored'> {
  const lines = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const named = (isMeant: (command: string, program: string) => boolean) =>
    lines.flatMap(([command = '', name = '', program = '']) =>
      name !== '' && isMeant(command, program) ? [name] : [],
    );
  return {
    refused: named((command, program) => command === 'install' && NOTHING.test(program)),
    ignored: named((command) => command === 'blacklist'),
  };
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
