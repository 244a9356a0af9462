import type { Command } from '../process.ts';
import { sshDestination } from './destination.ts';

/** What holds for every connection: nobody is there to type a password, and a host that is gone is given up. */
const OPTIONS = ['BatchMode=yes', 'ConnectTimeout=15', 'ServerAliveInterval=10', 'ServerAliveCountMax=3'] as const;

/** How ssh is to be used beside what ssh_config says. */
export interface SshOptions {
  /** More options, as `-o` takes them. */
  readonly options?: readonly string[];
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** Runs a program on another machine. Its words reach it as they are, whatever is in them; the login shell there must be a POSIX one. */
export function sshCommand(
  destination: string,
  words: readonly [string, ...string[]],
  { options = [], ...rest }: SshOptions = {},
): Command {
  const given = [...OPTIONS, ...options].flatMap((option) => ['-o', option]);
  return { argv: ['ssh', ...given, '--', sshDestination(destination), words.map(shellWord).join(' ')], ...rest };
}

/** What `nix copy` and `nix-copy-closure` hand on to ssh. */
export const nixSshEnv = (
  env: NodeJS.ProcessEnv,
  options: readonly string[] = [],
): { readonly NIX_SSHOPTS: string } => ({
  NIX_SSHOPTS: [env['NIX_SSHOPTS'], ...[...OPTIONS, ...options].map((option) => `-o ${option}`)]
    .filter(Boolean)
    .join(' '),
});

/** A word that a POSIX shell takes as it is. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
