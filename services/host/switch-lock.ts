import { readFile, stat } from 'node:fs/promises';

/**
 * Whether somebody holds the lock of `switch-to-configuration`. Only looks: to try the lock would hold it for
 * a moment, and a `nixos-rebuild switch` that begins in this moment would fail.
 */
export async function isLocked(file: string): Promise<boolean> {
  const lock = await stat(file, { bigint: true }).catch(() => undefined);
  if (lock === undefined) return false;
  const locks = await readFile('/proc/locks', 'utf8').catch(() => '');
  const place = `${deviceName(lock.dev)}:${lock.ino}`;
  return locks.split('\n').some((line) => line.includes(' FLOCK ') && line.split(/\s+/).includes(place));
}

/** A device number as the kernel prints it: `00:1f`. */
function deviceName(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn);
  return [major, minor].map((part) => part.toString(16).padStart(2, '0')).join(':');
}
