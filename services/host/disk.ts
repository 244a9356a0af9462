import { statfs } from 'node:fs/promises';

const MEBIBYTE = 1024 * 1024;
const LEAST_MARGIN = 16 * MEBIBYTE;
const MOST_MARGIN = 512 * MEBIBYTE;
const MARGIN_PART = 0.05;

/** Bytes free on the disk that a folder is on, as programs without privileges may use it; null: unknown. */
export async function freeBytesOf(folder: string): Promise<number | null> {
  const disk = await statfs(folder).catch(() => undefined);
  return disk ? disk.bavail * disk.bsize : null;
}

/**
 * Why so many bytes do not fit on a disk with so many free, and what to do; undefined when they do. Files take more than
 * their bytes, and a machine whose disk is full to the last byte can neither log nor roll back: hence a margin, which is
 * small when little is fetched, so that a nearly full machine can still be mended.
 */
export function spaceProblem(missingBytes: number, free: number): string | undefined {
  const margin = Math.min(MOST_MARGIN, LEAST_MARGIN + missingBytes * MARGIN_PART);
  const lacking = missingBytes + margin - free;
  if (lacking <= 0) return undefined;
  const figures = `${inWords(missingBytes)} to fetch, ${inWords(margin)} to spare, ${inWords(free)} free`;
  return `the disk of the Nix store lacks ${inWords(lacking)} (${figures}); ${MAKE_ROOM}`;
}

/** What an operator does about a full disk of the Nix store. */
export const MAKE_ROOM = 'run nix-collect-garbage --delete-older-than 14d, or enlarge the disk';

function inWords(bytes: number): string {
  const mebibytes = bytes / MEBIBYTE;
  return mebibytes < 1024 ? `${mebibytes.toFixed(mebibytes < 10 ? 1 : 0)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
