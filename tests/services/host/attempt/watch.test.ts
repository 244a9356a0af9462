import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { AttemptFolder } from '../../../../services/host/attempt/attempt-folder.ts';
import { arm } from '../../../../services/host/attempt/dead-man.ts';
import { type DeadManOrder, writeOrder } from '../../../../services/host/attempt/order.ts';
import { watch } from '../../../../services/host/attempt/watch.ts';
import type { Launcher } from '../../../../services/host/launcher.ts';
import { tempFolder } from '../../../support/temp.ts';

const OLD = '/nix/store/00000000000000000000000000000000-old';

/** Nobody is asked for anything. */
const launcher = { armDeadMan: () => Promise.resolve() } as Partial<Launcher> as Launcher;

describe('a watchdog', () => {
  test('leaves when the folder of its attempt was cleared away', async () => {
    const root = tempFolder();
    const folder = AttemptFolder.of(root, 'a-1');
    await folder.make();
    const order: DeadManOrder = {
      ...{ root, platform: 'linux', hasSystemd: false, keeper: ['keeper'] },
      ...{ previous: OLD, profile: OLD, mode: 'test-then-boot', activationMs: 3_600_000, confirmMs: 3_600_000 },
    };
    await writeOrder(folder, order);
    const { signal } = new AbortController();
    await arm(folder, order, launcher, signal);
    const watching = watch(folder, launcher, signal);
    await rm(folder.path, { recursive: true });
    await expect(watching.catch(() => 'left')).resolves.toSatisfy((end) => end === undefined || end === 'left');
  });
});
