import { BadInput } from '../../machines/errors.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { cacheUrlOf } from './cache-url.ts';
import type { Command } from './process.ts';

const MINUTE = 60_000;

/** The paths of a whole fleet in one answer: a few hundred bytes each, with all that each refers to. */
const MOST_CHARACTERS = 256 * 1024 * 1024;

/** Where closures are looked up: null is the store of this machine, else the URL of a cache. */
export type ClosureStore = string | null;

/** Prints which of these paths a store does not have. */
export const absentPathsCommand = (paths: readonly string[], store: ClosureStore): Command => ({
  argv: ['nix-store', ...storeWords(store), '--check-validity', '--print-invalid', ...paths.map(anyPathOf)],
  timeoutMs: MINUTE,
  about: { says: 'which systems are there' },
});

/** Tells the closures of these paths, what they share once, as JSON. Fails when the store does not have all of it. */
export const closuresCommand = (paths: readonly string[], store: ClosureStore): Command => ({
  argv: ['nix', 'path-info', ...storeWords(store), '--json', '--recursive', ...paths.map(storePathOf)],
  timeoutMs: 5 * MINUTE,
  maxOutput: MOST_CHARACTERS,
  about: { says: 'what systems are made of' },
});

/** Tells the same of derivations: what has to be there to build them, as derivations. */
export const derivationClosuresCommand = (derivations: readonly string[]): Command => ({
  argv: ['nix', 'path-info', '--derivation', '--json', '--recursive', ...derivations.map(derivationOf)],
  timeoutMs: 5 * MINUTE,
  maxOutput: MOST_CHARACTERS,
  about: { says: 'what systems would be built of' },
});

const storeWords = (store: ClosureStore): string[] => (store === null ? [] : ['--store', cacheUrlOf(store)]);

function anyPathOf(text: string): string {
  return text.endsWith('.drv') ? derivationOf(text) : storePathOf(text);
}

function storePathOf(text: string): string {
  // Nix takes a derivation for what it would make.
  if (isStorePath(text) && !text.endsWith('.drv')) return text;
  throw new BadInput(`not a store path: ${JSON.stringify(text)}`, { path: text });
}

function derivationOf(text: string): string {
  if (isStorePath(text) && text.endsWith('.drv')) return text;
  throw new BadInput(`not a derivation: ${JSON.stringify(text)}`, { path: text });
}
