import { failureOf } from '../../machines/errors.ts';
import { namedRootFiles, rootFiles, systemRoots } from '../../services/api/system-roots.ts';
import { run } from '../../services/host/process.ts';
import { keychainCommand, SYSTEM_KEYCHAINS } from './keychain.ts';
import type { Log } from '../log.ts';

/** The roots that a machine trusts. */
export interface TrustedRoots {
  /** Where they come from: as long as these files are what they were, so are the roots. */
  files(): readonly string[];
  /** PEM. */
  read(): Promise<readonly string[]>;
}

/** No roots at all: for who speaks no TLS. */
export const NO_ROOTS: TrustedRoots = { files: () => [], read: () => Promise.resolve([]) };

/** What they are read with. */
export interface RootsParts {
  readonly platform: NodeJS.Platform;
  readonly env?: NodeJS.ProcessEnv;
  readonly log: Log;
}

/** What the environment names; else what the system has: its bundle, and on macOS its keychains too. */
export function trustedRoots({ platform, env = process.env, log }: RootsParts): TrustedRoots {
  const hasKeychains = () => platform === 'darwin' && namedRootFiles(env).length === 0;
  return {
    files: () => (hasKeychains() ? [...SYSTEM_KEYCHAINS, ...rootFiles(env)] : rootFiles(env)),
    // nix-darwin puts the fleet's own CA into a bundle only.
    read: async () => [...(hasKeychains() ? await rootsInKeychains(log) : []), ...systemRoots(env)],
  };
}

async function rootsInKeychains(log: Log): Promise<readonly string[]> {
  try {
    return [(await run(keychainCommand())).stdout];
  } catch (error) {
    log('WARN', `the roots in the system's keychains are not trusted: ${failureOf(error).message}`);
    return [];
  }
}
