import type { Command } from '../process.ts';
import { sshDestination } from './destination.ts';

/**
 * What holds for every connection: nobody is there to type a password, a host that is gone is given up, and what ssh_config has for
 * people (a terminal, a command of their own) is not for us. Only what ssh has known for long (7.6): it refuses what it does not know.
 */
const OPTIONS = [
  ...['BatchMode=yes', 'ConnectTimeout=15', 'ServerAliveInterval=10', 'ServerAliveCountMax=3'],
  ...['RequestTTY=no', 'RemoteCommand=none'],
] as const;

/** How ssh is to be used beside what ssh_config says. */
export interface SshOptions extends Pick<Command, 'input' | 'timeoutMs' | 'about'> {
  /** More options, as `-o` takes them; they win over ours. */
  readonly options?: readonly string[];
}

/** Runs a program on another machine. Its words reach it as they are, whatever is in them; the login shell there is a POSIX one, or fish. */
export function sshCommand(
  destination: string,
  words: readonly [string, ...string[]],
  { options = [], ...rest }: SshOptions = {},
): Command {
  // Of an option that is given twice ssh takes the first.
  const given = [...options, ...OPTIONS].flatMap((option) => ['-o', option]);
  return { argv: ['ssh', ...given, '--', sshDestination(destination), words.map(shellWord).join(' ')], ...rest };
}

/** Holds a connection open that later commands use, until it is stopped; `socket` is where they find it. */
export function masterCommand(
  destination: string,
  socket: string,
  { options = [], ...rest }: SshOptions = {},
): Command {
  const ours = ['ControlMaster=yes', 'ControlPersist=no', `ControlPath=${socket}`];
  const given = [...options, ...ours, ...OPTIONS].flatMap((option) => ['-o', option]);
  return { argv: ['ssh', ...given, '-N', '--', sshDestination(destination)], ...rest };
}

/** The options that have a command use the connection at `socket`. */
export const overMaster = (socket: string): readonly string[] => ['ControlMaster=no', `ControlPath=${socket}`];

/** The options that have a command make a connection of its own, whatever ssh_config says. */
export const FRESH: readonly string[] = ['ControlMaster=no', 'ControlPath=none'];

/** Copies a closure to another machine, which gets from its own substituters what they have; has no limit of its own. */
export const copyClosureCommand = (
  destination: string,
  path: string,
  { options = [], ...rest }: Pick<SshOptions, 'options' | 'about'>,
): Command => ({
  argv: ['nix-copy-closure', '--use-substitutes', '--to', sshDestination(destination), path],
  env: nixSshEnv(process.env, options),
  ...rest,
});

/** What `nix copy` and `nix-copy-closure` hand on to ssh. */
export const nixSshEnv = (
  env: NodeJS.ProcessEnv,
  options: readonly string[] = [],
): { readonly NIX_SSHOPTS: string } => ({
  NIX_SSHOPTS: [env['NIX_SSHOPTS'], ...[...options, ...OPTIONS].map((option) => `-o ${option}`)]
    .filter(Boolean)
    .join(' '),
});

/**
 * A word that a shell takes as it is. In quotes fish knows `\\` and `\'`, and others do not: so neither is ever in quotes. What begins
 * with `%` or `=` means something to fish or zsh.
 */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_@+:,./-]+$/.test(text) ? text : `'${text.replace(/['\\]/g, (letter) => `'\\${letter}'`)}'`;
