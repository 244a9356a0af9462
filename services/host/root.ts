import { join, resolve } from 'node:path';

/** The places of a system that an agent looks at, all under one folder: `/`, or a folder that stands for a machine. */
export interface SystemRoot {
  readonly folder: string;
  readonly currentSystem: string;
  readonly bootedSystem: string;
  readonly profile: string;
  readonly switchLock: string;
  /** Where attempts leave what their keepers have to know, and how they ended; forgotten by a reboot. */
  readonly attempts: string;
  /** The link that protects what was fetched and is not yet in the profile. */
  readonly fetched: string;
  /** The link that protects what ran before the attempt: where the way back leads. */
  readonly previous: string;
  /** The link that protects what was fetched ahead and is not wanted yet. */
  readonly ahead: string;
  readonly healthFile: string;
  readonly database: string;
  /** This is the machine itself. */
  readonly isMachine: boolean;
  /** What an activation, or a probe, is told of it. */
  readonly env: { readonly NIXFLEET_ROOT: string };
}

/** The places under a folder. */
export function createRoot(folder: string): SystemRoot {
  const root = resolve(folder);
  return {
    folder: root,
    currentSystem: join(root, 'run/current-system'),
    bootedSystem: join(root, 'run/booted-system'),
    profile: join(root, 'nix/var/nix/profiles/system'),
    switchLock: join(root, 'run/nixos/switch-to-configuration.lock'),
    attempts: join(root, 'run/nixfleet/attempts'),
    fetched: join(root, 'nix/var/nix/gcroots/nixfleet-agent'),
    previous: join(root, 'nix/var/nix/gcroots/nixfleet-agent-previous'),
    ahead: join(root, 'nix/var/nix/gcroots/nixfleet-agent-ahead'),
    healthFile: join(root, 'etc/nixfleet/health-checks.json'),
    database: join(root, 'var/lib/nixfleet/state.db'),
    isMachine: root === '/',
    env: { NIXFLEET_ROOT: root },
  };
}
