import type { Machine } from '../machine.ts';

/** The version of NixOS that runs, as `24.05.20240531.abcdef0`; undefined: unknown. A label of its generation is none. */
export async function systemVersion(machine: Machine): Promise<string | undefined> {
  const lines = ((await machine.text('/etc/os-release')) ?? '').split('\n');
  // BUILD_ID is system.nixos.version; VERSION_ID is the release alone, without the date.
  return valueIn(lines, 'BUILD_ID') ?? valueIn(lines, 'VERSION_ID');
}

/** The day of nixpkgs in such a version, `20240531`; undefined: it has none (a channel's has a count instead). */
export function dateInVersion(version: string): string | undefined {
  return /^[^.]+\.[^.]+\.(20\d{6})(?:\.|$)/.exec(version)?.[1];
}

function valueIn(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((each) => each.startsWith(`${name}=`));
  return line?.slice(name.length + 1).replace(/^(["'])(.*)\1$/, '$2') || undefined;
}
