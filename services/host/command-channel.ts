import { channel } from 'node:diagnostics_channel';
import { readableLine } from './readable-line.ts';

/** What of a command is of interest to who listens. */
interface Tellable {
  readonly argv: readonly [string, ...string[]];
  readonly about?: { readonly says: string; readonly host?: string };
  readonly isSecret?: true;
}

/** What a command may be known by: its arguments are left out where they may hold secrets. */
export interface ShownCommand {
  readonly argv: readonly string[];
  /** What it is for, in a few words. */
  readonly says: string;
  readonly host?: string;
}

/** What is heard of the commands that this process runs. Plain data: threads pass it on. */
export type CommandNews =
  | { readonly type: 'begun'; readonly id: string; readonly command: ShownCommand }
  /** A line of its error stream, as a person can read it. */
  | { readonly type: 'said'; readonly id: string; readonly line: string }
  | {
      readonly type: 'ended';
      readonly id: string;
      readonly command: ShownCommand;
      /** -1 when a signal killed it, or it could not start. */
      readonly exitCode: number;
      readonly durationMs: number;
      /** The first characters of what it printed; all that it said on its error stream was told line by line. */
      readonly stdout: string;
      /** Why it did not run to its end, in words; absent: it did. */
      readonly problem?: string;
    };

/** How a command went, for `Telling.ended`. */
export type CommandEnd = Pick<CommandNews & { type: 'ended' }, 'exitCode' | 'durationMs' | 'stdout' | 'problem'>;

/** Tells of one command. */
export interface Telling {
  said(line: string): void;
  ended(end: CommandEnd): void;
}

const COMMANDS = channel('nixfleet:commands');
const STDOUT_LIMIT = 64 * 1024;

/** Tells whoever listens that a command begins; undefined when nobody does, so that it costs nothing. */
export function tellOf(command: Tellable): Telling | undefined {
  if (!COMMANDS.hasSubscribers) return undefined;
  // Not of node:crypto: loading that would cost every start of the program.
  const id = globalThis.crypto.randomUUID();
  const shown = shownCommand(command);
  passOn({ type: 'begun', id, command: shown });
  return {
    said(line) {
      const readable = readableLine(line);
      if (readable !== undefined) passOn({ type: 'said', id, line: readable });
    },
    ended: ({ exitCode, durationMs, stdout, problem }) =>
      passOn({
        type: 'ended',
        id,
        command: shown,
        exitCode,
        durationMs,
        stdout: beginningOf(stdout),
        ...(problem !== undefined && { problem }),
      }),
  };
}

/** Hears of every command from now on, those that threads pass on included. Gives back how to stop hearing. */
export function hearCommands(hear: (news: CommandNews) => void): () => void {
  const listener = (news: unknown) => hear(news as CommandNews);
  COMMANDS.subscribe(listener);
  return () => COMMANDS.unsubscribe(listener);
}

/** Whether somebody in this thread wants to hear of commands. */
export const areCommandsHeard = (): boolean => COMMANDS.hasSubscribers;

/** Tells in this thread what was heard in another. */
export const passOn = (news: CommandNews): void => COMMANDS.publish(news);

function shownCommand({ argv, about, isSecret }: Tellable): ShownCommand {
  const [program] = argv;
  const shown = isSecret ? [program, '***'] : argv;
  return { argv: shown, says: about?.says ?? shown.join(' '), ...(about?.host !== undefined && { host: about.host }) };
}

function beginningOf(text: string): string {
  const more = text.length - STDOUT_LIMIT;
  return more > 0 ? `${text.slice(0, STDOUT_LIMIT)}… (${more} more characters)` : text;
}
