import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BadInput, CommandFailed } from '../../machines/errors.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { type Command, finish, run } from './process.ts';

/** The Nix of this machine, as far as an agent needs it. */
export interface Nix {
  /** Brings a closure into the store: from the cache, else from what the host itself trusts; null: it must be there. */
  fetch(path: string, cacheUrl: string | null, signal?: AbortSignal): Promise<void>;
  /** Keeps the garbage collector from a path, by a link that replaces the one before. */
  root(path: string, link: string, signal?: AbortSignal): Promise<void>;
  /** Makes a path the newest generation of a profile. */
  setProfile(profile: string, path: string, signal?: AbortSignal): Promise<void>;
}

const MINUTE = 60_000;
const CACHE_URL = /^(https?|s3|ssh|ssh-ng|file):\/\/\S+$/;

/** Copies a closure from a binary cache. */
export const copyFromCommand = (path: string, cacheUrl: string): Command => ({
  argv: ['nix', 'copy', '--from', cacheUrlOf(cacheUrl), storePathOf(path)],
  timeoutMs: 30 * MINUTE,
});

/** Gets a path from the substituters that the host is configured with. */
export const substituteCommand = (path: string): Command => ({
  argv: ['nix-store', '--realise', storePathOf(path)],
  timeoutMs: 30 * MINUTE,
});

/** Succeeds when a path is in the store. */
export const pathInfoCommand = (path: string): Command => ({
  argv: ['nix', 'path-info', storePathOf(path)],
  timeoutMs: MINUTE,
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

/** What a child that uses Nix gets besides the environment: the features we need, and all that the user configured. */
export function nixEnv(env: NodeJS.ProcessEnv = process.env): { readonly NIX_CONFIG: string } {
  const ours = 'extra-experimental-features = nix-command flakes';
  return { NIX_CONFIG: env.NIX_CONFIG ? `${env.NIX_CONFIG}\n${ours}` : ours };
}

/** The machine's Nix, found by PATH. */
export function createNix({ env = process.env }: { env?: NodeJS.ProcessEnv } = {}): Nix {
  const withNix = (command: Command): Command => ({ ...command, env: nixEnv(env) });
  return {
    async fetch(path, cacheUrl, signal) {
      const options = signal ? { signal } : {};
      if (cacheUrl === null) {
        const found = await finish(withNix(pathInfoCommand(path)), options);
        if (found.exitCode !== 0) throw notFound(path, found.stderr);
        return;
      }
      const copied = await finish(withNix(copyFromCommand(path, cacheUrl)), options);
      if (copied.exitCode === 0) return;
      const realised = await finish(withNix(substituteCommand(path)), options);
      if (realised.exitCode !== 0) throw notFetched(path, cacheUrl, [copied.stderr, realised.stderr]);
    },
    async root(path, link, signal) {
      await mkdir(dirname(link), { recursive: true });
      await run(withNix(rootCommand(path, link)), signal ? { signal } : {});
    },
    async setProfile(profile, path, signal) {
      await mkdir(dirname(profile), { recursive: true });
      await run(withNix(setProfileCommand(profile, path)), signal ? { signal } : {});
    },
  };
}

function storePathOf(text: string): string {
  if (isStorePath(text)) return text;
  throw new BadInput(`not a store path: ${JSON.stringify(text)}; it must be /nix/store/<hash>-<name>`, { path: text });
}

function cacheUrlOf(text: string): string {
  if (CACHE_URL.test(text)) return text;
  throw new BadInput(`not a cache URL: ${JSON.stringify(text)}; use http, https, s3, ssh, ssh-ng or file`, {
    cacheUrl: text,
  });
}

// The words before the colon are searched for in the journal.
function notFound(path: string, stderr: string): CommandFailed {
  const message = `store path ${path} not found locally and no cache URL configured`;
  return new CommandFailed(stderr ? `${message}: ${lastWords(stderr)}` : message, { path, stderr });
}

function notFetched(path: string, cacheUrl: string, said: readonly [string, string]): CommandFailed {
  const [copy, substitution] = said.map(lastWords);
  const message = `${path} could not be fetched from ${cacheUrl} (${copy}) nor from the host's substituters (${substitution})`;
  return new CommandFailed(message, { path, cacheUrl, stderr: said.join('\n') });
}

/** The last line that says something, without Nix's `error:`. */
const lastWords = (stderr: string): string =>
  (stderr.trim().split('\n').at(-1) ?? '')
    .trim()
    .replace(/^error:\s*/, '')
    .slice(0, 1024) || 'it did not say why';
