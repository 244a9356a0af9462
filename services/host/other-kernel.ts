import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { SystemRoot } from './root.ts';

/** What only a reboot can change. */
const BOOTED_PARTS = ['kernel', 'initrd', 'kernel-modules'];

/** Whether the running system would boot with another kernel, initrd or kernel modules than the machine was started with. */
export async function hasOtherKernel(root: Pick<SystemRoot, 'bootedSystem' | 'currentSystem'>): Promise<boolean> {
  const differences = await Promise.all(
    BOOTED_PARTS.map(async (part) => {
      const [booted, current] = await Promise.all(
        [root.bootedSystem, root.currentSystem].map((at) => placeOf(join(at, part))),
      );
      return booted !== current && booted !== undefined && current !== undefined;
    }),
  );
  return differences.includes(true);
}

/** Where a link leads in the end; undefined: nowhere, as in a container, which boots no kernel. */
const placeOf = (link: string): Promise<string | undefined> => realpath(link).catch(() => undefined);
