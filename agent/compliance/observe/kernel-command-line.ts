import type { Machine } from '../machine.ts';

/** The parameters that the kernel was started with: by name (with `_` for `-`, as the kernel takes both), the value that counts. */
export type KernelParameters = ReadonlyMap<string, string>;

/** What the running kernel was told at its start. Throws when it cannot be known. */
export async function observeKernelParameters(machine: Machine): Promise<KernelParameters> {
  const text = await machine.text('/proc/cmdline');
  if (text === undefined) throw new Error('/proc/cmdline is missing: the parameters of the kernel cannot be known');
  return parametersOf(text);
}

/** The parameters in a command line of the kernel; one without a value has ''. Said twice, the last counts. */
export function parametersOf(commandLine: string): KernelParameters {
  const words: readonly string[] = commandLine.trim().match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  // What is behind `--` is for init.
  const end = words.indexOf('--');
  return new Map(words.slice(0, end === -1 ? undefined : end).map(parameterOf));
}

/** `name=value` as name and value. */
export function parameterOf(word: string): readonly [string, string] {
  const bare = word.replaceAll('"', '');
  const at = bare.indexOf('=');
  const name = at === -1 ? bare : bare.slice(0, at);
  return [name.replaceAll('-', '_'), at === -1 ? '' : bare.slice(at + 1)];
}
