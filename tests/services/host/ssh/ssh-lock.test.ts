import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRoot } from '../../../../services/host/root.ts';
import { createSystem } from '../../../../services/host/system.ts';
import { aFolder } from '../waiting.ts';

type System = 'linux' | 'darwin';
const PLACES = { linux: 'run/nixfleet-ssh', darwin: 'Users/s33d/.cache/nixfleet-ssh' };

/** A machine with an attempt over SSH that has its place; the folder of that. */
async function aMachine(platform: System) {
  const root = createRoot(await aFolder());
  const place = join(root.folder, PLACES[platform]);
  const attempt = join(place, 'at-1-a');
  await mkdir(attempt, { recursive: true });
  await symlink('1-a', join(place, 'current'));
  await writeFile(join(attempt, 'begun'), '');
  return { root, attempt, place, system: createSystem(root, platform) };
}

describe.each<System>(['linux', 'darwin'])('a machine that is deployed to over SSH (%s)', (platform) => {
  test('is being switched by somebody until that is over', async () => {
    const { system, attempt } = await aMachine(platform);
    expect(await system.isSwitching()).toBe(true);
    await writeFile(join(attempt, 'result'), 'back 0\n');
    expect(await system.isSwitching()).toBe(false);
  });

  test('is nobody’s any more when its keeper has not been heard of for long', async () => {
    const { system, attempt } = await aMachine(platform);
    const long = Date.now() / 1000 - 41 * 60;
    await utimes(attempt, long, long);
    expect(await system.isSwitching()).toBe(false);
  });

  test.each(['../../etc', 'gone', ''])('is not when the place names %j', async (name) => {
    const root = createRoot(await aFolder());
    const place = join(root.folder, PLACES[platform]);
    await mkdir(place, { recursive: true });
    if (name !== '') await symlink(name, join(place, 'current'));
    expect(await createSystem(root, platform).isSwitching()).toBe(false);
  });
});
