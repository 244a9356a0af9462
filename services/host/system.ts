import { readFile, readlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { freeBytesOf } from './disk.ts';
import { failedUnits } from './failed-units.ts';
import { hasOtherKernel } from './other-kernel.ts';
import { run } from './process.ts';
import type { SystemRoot } from './root.ts';
import { isLockedOverSsh } from './ssh/ssh-lock.ts';
import { isLocked } from './switch-lock.ts';

/** What runs on this machine, and since when. */
export interface System {
  /** Where `/run/current-system` points; "" when that cannot be read. */
  running(): Promise<string>;
  /** What the machine was started with; "" when that cannot be read. */
  booted(): Promise<string>;
  /** What the newest generation of the system profile is; null when there is none. */
  profile(): Promise<string | null>;
  /** Whole seconds since the machine started; 0 when unknown. */
  uptimeSeconds(): Promise<number>;
  /** Changes with every start of the machine; null when unknown. */
  bootId(): Promise<string | null>;
  /** Somebody is switching it to another closure: we, an operator by hand, or a deployment over SSH. */
  isSwitching(): Promise<boolean>;
  /** Units that have failed; [] where there is no systemd. */
  brokenUnits(): Promise<readonly string[]>;
  /** Kernel, initrd or kernel modules of the running system are not the booted ones. */
  needsReboot(): Promise<boolean>;
  /** Bytes free for the Nix store; null: unknown. */
  freeBytes(): Promise<number | null>;
}

/** The system under a root. */
export function createSystem(
  root: SystemRoot,
  platform: NodeJS.Platform = process.platform,
  storeFolder = '/nix/store',
): System {
  const hasSystemd = root.isMachine && platform !== 'darwin';
  return {
    running: async () => (await linkTarget(root.currentSystem)) ?? '',
    booted: async () => (await linkTarget(root.bootedSystem)) ?? '',
    profile: () => profileTarget(root.profile),
    uptimeSeconds: () => (platform === 'darwin' ? darwinUptime() : linuxUptime()),
    bootId: () => (platform === 'darwin' ? sysctl('kern.bootsessionuuid') : textOf('/proc/sys/kernel/random/boot_id')),
    isSwitching: async () => (await isLocked(root.switchLock)) || (await isLockedOverSsh(root, platform)),
    brokenUnits: () => (hasSystemd ? failedUnits() : Promise.resolve([])),
    needsReboot: () => (platform === 'darwin' ? Promise.resolve(false) : hasOtherKernel(root)),
    freeBytes: () => freeBytesOf(storeFolder),
  };
}

/** A profile is a link to its newest generation, which is a link into the store. */
async function profileTarget(profile: string): Promise<string | null> {
  const generation = await linkTarget(profile);
  if (generation === null) return null;
  return (await linkTarget(resolve(dirname(profile), generation))) ?? generation;
}

async function linkTarget(link: string): Promise<string | null> {
  return readlink(link).catch(() => null);
}

async function textOf(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() || null;
}

async function linuxUptime(): Promise<number> {
  const seconds = Number((await textOf('/proc/uptime'))?.split(' ')[0]);
  return Number.isFinite(seconds) ? Math.floor(seconds) : 0;
}

async function darwinUptime(): Promise<number> {
  const [, since] = /sec = (\d+)/.exec((await sysctl('kern.boottime')) ?? '') ?? [];
  return since === undefined ? 0 : Math.max(0, Math.floor(Date.now() / 1000 - Number(since)));
}

async function sysctl(name: string): Promise<string | null> {
  const answer = await run({ argv: ['sysctl', '-n', name], timeoutMs: 5_000 }).catch(() => undefined);
  return answer?.stdout.trim() || null;
}
