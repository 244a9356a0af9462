import { BadInput } from '../../machines/errors.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { cacheUrlOf } from './cache-url.ts';
import type { Command } from './process.ts';

const MINUTE = 60_000;
/** Behind the words that scripts know from v0.1.1. */
const EVENTS = ['--log-format', 'internal-json', '-v'] as const;

/** Copies a closure from a binary cache; has no limit of its own, for it may be large. */
export const copyFromCommand = (path: string, cacheUrl: string): Command => ({
  argv: ['nix', 'copy', '--from', cacheUrlOf(cacheUrl), storePathOf(path), ...EVENTS],
});

/** Gets a path from the substituters that the host is configured with; has no limit of its own. */
export const substituteCommand = (path: string): Command => ({
  argv: ['nix-store', '--realise', storePathOf(path), ...EVENTS],
});

/** Succeeds when a path is in the store; a path has its whole closure there. */
export const pathInfoCommand = (path: string): Command => ({
  argv: ['nix', 'path-info', storePathOf(path)],
  timeoutMs: MINUTE,
});

/** Tells what the store knows of one path of its own, as JSON. */
export const pathFactsCommand = (path: string): Command => ({
  argv: ['nix', 'path-info', '--json', storePathOf(path)],
  timeoutMs: MINUTE,
});

/** Lists a closure in a binary cache with its sizes, as JSON; has no limit of its own. */
export const closureSizesCommand = (path: string, cacheUrl: string): Command => ({
  argv: ['nix', 'path-info', '--store', cacheUrlOf(cacheUrl), '--json', '--recursive', storePathOf(path), ...EVENTS],
});

/**
 * Succeeds when each path of a closure is signed by a key that the host trusts, was built here, or is its own proof.
 * To ask for a number of signatures would refuse what was built here.
 */
export const verifySignaturesCommand = (path: string): Command => ({
  argv: ['nix', 'store', 'verify', '--no-contents', '--recursive', storePathOf(path)],
  timeoutMs: 10 * MINUTE,
});

/** Links a path as a root of the garbage collector. */
export const rootCommand = (path: string, link: string): Command => ({
  argv: ['nix-store', '--realise', storePathOf(path), '--add-root', link, '--indirect'],
  timeoutMs: 5 * MINUTE,
});

/** Makes a path the newest generation of a profile. */
export const setProfileCommand = (profile: string, path: string): Command => ({
  argv: ['nix-env', '-p', profile, '--set', storePathOf(path)],
  timeoutMs: 5 * MINUTE,
});

function storePathOf(text: string): string {
  // A derivation is no closure: Nix would build it.
  if (isStorePath(text) && !text.endsWith('.drv')) return text;
  throw new BadInput(`not a store path: ${JSON.stringify(text)}; it must be /nix/store/<hash>-<name>`, { path: text });
}
