import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRoot, type SystemRoot } from '../../../services/host/root.ts';
import { createSystem } from '../../../services/host/system.ts';
import { aFolder } from './waiting.ts';

const PARTS = ['kernel', 'initrd', 'kernel-modules'];

/** A system as it lies in the store, with these contents of its parts. */
async function aToplevel(parts: Readonly<Record<string, string>>): Promise<string> {
  const folder = await aFolder();
  for (const [name, version] of Object.entries(parts)) await symlink(version, join(folder, name));
  return folder;
}

async function link(target: string, at: string): Promise<void> {
  await mkdir(dirname(at), { recursive: true });
  await symlink(target, at);
}

/** A machine that was started with one system and runs another; each part is a version, which is a file. */
async function aMachine(booted: Readonly<Record<string, string>>, current = booted): Promise<SystemRoot> {
  const store = await aFolder();
  const placed = async (parts: Readonly<Record<string, string>>) => {
    const entries = Object.entries(parts).map(([name, version]) => [name, join(store, version)] as const);
    for (const [, file] of entries) await writeFile(file, '');
    return aToplevel(Object.fromEntries(entries));
  };
  const root = createRoot(await aFolder());
  await link(await placed(booted), root.bootedSystem);
  await link(await placed(current), root.currentSystem);
  return root;
}

const all = (version: string) => Object.fromEntries(PARTS.map((part) => [part, `${part}-${version}`]));

describe('a machine', () => {
  test('needs no reboot while kernel, initrd and modules are the booted ones', async () => {
    expect(await createSystem(await aMachine(all('6.1')), 'linux').needsReboot()).toBe(false);
  });

  test.each(PARTS)('needs a reboot for another %s', async (part) => {
    const root = await aMachine(all('6.1'), { ...all('6.1'), [part]: 'another' });
    expect(await createSystem(root, 'linux').needsReboot()).toBe(true);
    expect(await createSystem(root, 'darwin').needsReboot()).toBe(false);
  });

  test('needs no reboot for parts that it has not got', async () => {
    expect(await createSystem(await aMachine({}, all('6.1')), 'linux').needsReboot()).toBe(false);
    expect(await createSystem(createRoot(await aFolder()), 'linux').needsReboot()).toBe(false);
  });

  test('has no units of its own when it is a folder', async () => {
    expect(await createSystem(createRoot(await aFolder()), 'linux').brokenUnits()).toEqual([]);
  });

  test('knows how much room the Nix store has', async () => {
    const root = createRoot(await aFolder());
    expect(await createSystem(root, 'linux', root.folder).freeBytes()).toBeGreaterThan(0);
    expect(await createSystem(root, 'linux', '/nowhere/at/all').freeBytes()).toBeNull();
  });
});
