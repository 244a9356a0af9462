import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { BOOT_PARTS, type BootPart, type BootParts, bootPartsIn } from '../../machines/policy/boot-changes.ts';

/** What a system boots with: from its files if it is in the store of this machine, else as far as its references tell. */
export async function bootPartsOf(system: {
  readonly root: string;
  readonly references: readonly string[];
}): Promise<BootParts> {
  const parts = await Promise.all(BOOT_PARTS.map(async (part) => [part, await partOf(system.root, part)] as const));
  const here = Object.fromEntries(parts.filter(([, value]) => value !== undefined));
  return { ...bootPartsIn(system.references), ...here };
}

async function partOf(system: string, part: BootPart): Promise<string | undefined> {
  const place = join(system, part);
  if (part === 'kernel-params') return (await readFile(place, 'utf8').catch(() => undefined))?.trim();
  const target = await realpath(place).catch(() => undefined);
  return target && /^\/nix\/store\/[^/]+/.exec(target)?.[0];
}
