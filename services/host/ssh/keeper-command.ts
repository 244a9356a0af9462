import type { Command } from '../process.ts';
import type { KeeperAnswer } from './keeper-answer.ts';
import { KEEPER_SCRIPT } from './keeper-script.ts';
import { sshCommand, type SshOptions } from './ssh-command.ts';

/** What a keeper can be asked for from outside. */
export type KeeperVerb = 'look' | 'begin' | 'start' | 'await_end' | 'confirm' | 'back' | 'clean';

/** `begin` keeps a copy of the script for the time after the connection: it is the only verb that needs it as a file. */
const AS_FILE = 'umask 077; f=$(mktemp) || exit 1; cat >"$f" && sh "$f" "$@"; code=$?; rm -f "$f"; exit $code';

/** The word that each ends its answer with. */
const OWN_WORDS: Readonly<Record<KeeperVerb, string>> = {
  look: 'looked',
  begin: 'began',
  start: 'started',
  await_end: 'said',
  confirm: 'said',
  back: 'said',
  clean: 'cleaned',
};

/** Whether an answer is a keeper's: what else may run in its place knows nothing of that word. */
export const isOwnAnswer = (verb: KeeperVerb, { facts }: KeeperAnswer): boolean => facts.has(OWN_WORDS[verb]);

/** What a machine runs to have a keeper do something; the script is on its standard input. */
export function keeperWords([verb, ...args]: readonly [KeeperVerb, ...string[]]): readonly [string, ...string[]] {
  return verb === 'begin' ? ['sh', '-c', AS_FILE, 'sh', verb, ...args] : ['sh', '-s', '--', verb, ...args];
}

/** Has a keeper on another machine do something: it brings its own script. */
export const keeperCommand = (
  destination: string,
  words: readonly [KeeperVerb, ...string[]],
  options: Omit<SshOptions, 'input'>,
): Command => sshCommand(destination, keeperWords(words), { ...options, input: KEEPER_SCRIPT });
