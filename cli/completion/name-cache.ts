import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { makeFolder } from '../config/make-folder.ts';
import type { Candidate } from './candidate.ts';

/** A few seconds: Tab is pressed again and again, and what was just made should soon be offered. */
const GOOD_FOR_MS = 5_000;

interface Kept {
  readonly at: number;
  readonly names: readonly Candidate[];
}

/** Where names are kept between two Tabs: in `$XDG_CACHE_HOME` if it is an absolute path, else in `~/.cache`; without a home nowhere. */
export function cacheFolder(
  { XDG_CACHE_HOME: xdg }: Readonly<Record<string, string | undefined>>,
  home: string | undefined,
): string | undefined {
  const caches = xdg !== undefined && isAbsolute(xdg) ? xdg : home && join(home, '.cache');
  return caches && join(caches, 'nixfleet');
}

/** Whose names they are. A file is called after a digest of it; no key is in it, nor in its name. */
export interface Shelf {
  readonly folder: string;
  readonly url: string;
  readonly kind: string;
}

/** The names that were kept a moment ago; undefined: ask again. */
export async function keptNames(shelf: Shelf, now: number): Promise<readonly Candidate[] | undefined> {
  const text = await readFile(pathOf(shelf), 'utf8').catch(() => undefined);
  const kept = text === undefined ? undefined : parsed(text);
  if (!isKept(kept)) return undefined;
  const age = now - kept.at;
  return age >= 0 && age < GOOD_FOR_MS ? kept.names : undefined;
}

/** Keeps names for the next Tab, for this user only. Where that is not possible they are asked for again. */
export async function keepNames(shelf: Shelf, names: readonly Candidate[], now: number): Promise<void> {
  const path = pathOf(shelf);
  const draft = `${path}.${randomUUID()}`;
  try {
    makeFolder(shelf.folder);
    await writeFile(draft, JSON.stringify({ at: now, names }), { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch {
    // A full disk or a home that cannot be written costs time at the next Tab, and nothing else.
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

const pathOf = ({ folder, url, kind }: Shelf): string =>
  join(folder, `names-${createHash('sha256').update(`${url}\n${kind}`).digest('hex').slice(0, 32)}.json`);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' &&
  value !== null &&
  'at' in value &&
  typeof value.at === 'number' &&
  'names' in value &&
  Array.isArray(value.names) &&
  value.names.every(isCandidate);

const isCandidate = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'value' in value &&
  typeof value.value === 'string' &&
  'says' in value &&
  typeof value.says === 'string';
