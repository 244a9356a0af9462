import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { rootCommand, setProfileCommand } from './nix-commands.ts';
import { fetchClosure, type FetchOrder, type FetchWatch } from './nix-fetch.ts';
import { type Command, run } from './process.ts';

/** The Nix of this machine, as far as an agent needs it. */
export interface Nix {
  /** Brings a closure into the store: from the cache, else from what the host itself trusts; nothing to do if it is there. */
  fetch(order: FetchOrder, watch: FetchWatch): Promise<void>;
  /** Keeps the garbage collector from a path, by a link that replaces the one before. */
  root(path: string, link: string, signal?: AbortSignal): Promise<void>;
  /** Makes a path the newest generation of a profile. */
  setProfile(profile: string, path: string, signal?: AbortSignal): Promise<void>;
}

/** How the Nix of this machine is to be used. */
export interface NixOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** How long a fetch may go on without a sign of progress. */
  readonly stallMs?: number;
  /** Refuse closures that nobody whom the host trusts has signed, also those that are here already. */
  readonly requiresSignatures?: boolean;
  /** The folder whose disk a closure has to fit on. */
  readonly storeFolder?: string;
}

const STALL_MS = 120_000;

/** What a child that uses Nix gets besides the environment: the features we need, and all that the user configured. */
export function nixEnv(
  env: NodeJS.ProcessEnv = process.env,
  ...settings: readonly string[]
): { readonly NIX_CONFIG: string } {
  const ours = ['extra-experimental-features = nix-command flakes', ...settings];
  return { NIX_CONFIG: (env.NIX_CONFIG ? [env.NIX_CONFIG, ...ours] : ours).join('\n') };
}

/** The machine's Nix, found by PATH. */
export function createNix(options: NixOptions = {}): Nix {
  const { env = process.env, stallMs = STALL_MS, requiresSignatures = false, storeFolder = '/nix/store' } = options;
  const withNix = (command: Command): Command => ({ ...command, env: nixEnv(env) });
  const rules = {
    env: (...settings: readonly string[]) => nixEnv(env, ...settings),
    ...{ stallMs, requiresSignatures, storeFolder },
  };
  return {
    fetch: (order, watch) => fetchClosure(order, watch, rules),
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
