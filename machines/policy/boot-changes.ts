import { storeName } from './store-name.ts';

/** The parts of a NixOS system that a switch leaves as they were booted, in the order in which they are told. */
export const BOOT_PARTS = ['kernel', 'initrd', 'kernel-modules', 'kernel-params', 'systemd', 'firmware'] as const;
export type BootPart = (typeof BOOT_PARTS)[number];

/** What a system boots with: a store path, or for `kernel-params` the words themselves. A part that is not known is not there. */
export type BootParts = Readonly<Partial<Record<BootPart, string>>>;

/** A part with which the machine would boot otherwise than it does now. Versions are null when the names tell none. */
export interface BootChange {
  readonly part: BootPart;
  readonly from: string | null;
  readonly to: string | null;
}

/** How the parts are named that a system refers to; `kernel-params` are a file of the system itself. */
const NAMED: readonly (readonly [BootPart, RegExp])[] = [
  ['initrd', /^initrd(-|$)/],
  ['kernel-modules', /^(kernel-modules$|linux-(.*-)?\d.*-modules$)/],
  ['kernel', /^linux-(?!pam-|firmware-|headers-)([a-z_]+-)*\d/],
  ['systemd', /^systemd-\d/],
  ['firmware', /^firmware$/],
];

/** What a system boots with, told from what it refers to, or its derivation: for a system that is not here. */
export function bootPartsIn(references: readonly string[]): BootParts {
  const parts: Partial<Record<BootPart, string>> = {};
  for (const path of references.toSorted()) {
    const name = path.slice(path.indexOf('-') + 1).replace(/\.drv$/, '');
    const part = NAMED.find(([, pattern]) => pattern.test(name))?.[0];
    if (part !== undefined) parts[part] ??= path;
  }
  return parts;
}

/**
 * What only a reboot brings. A part that one of the two systems does not have is no change, as with the agent: a container
 * boots no kernel. Of systemd only another version counts: the same one made anew takes over by itself.
 */
export function bootChanges(from: BootParts, to: BootParts): BootChange[] {
  return BOOT_PARTS.flatMap((part) => {
    const [old, fresh] = [from[part], to[part]];
    if (old === undefined || fresh === undefined || old === fresh) return [];
    const change = { part, from: versionOf(part, old), to: versionOf(part, fresh) };
    return part === 'systemd' && change.from === change.to ? [] : [change];
  });
}

const versionOf = (part: BootPart, path: string): string | null =>
  part === 'kernel-params' ? null : storeName(path).version;
