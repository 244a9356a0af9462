import type { LogLevel } from '../log/log-event.ts';

/** How much is said. */
export interface Verbosity {
  /** Lines below this are not shown; null: none are. */
  readonly level: LogLevel | null;
  /** What of the error streams of commands is shown while they run: nothing, their last lines, or all. */
  readonly commands: 'none' | 'window' | 'all';
}

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];
const COMMANDS = ['none', 'window', 'all'] as const;

/** What `-v` asks for, so many times; `RUST_LOG`, when it means anything, says what level instead. */
export function verbosityOf(asked: number, rustLog: string | undefined): Verbosity {
  const times = Math.min(asked, 2);
  const level = rustLog === undefined || rustLog.trim() === '' ? undefined : levelIn(rustLog);
  return { level: level === undefined ? (LEVELS[1 + times] ?? 'warn') : level, commands: COMMANDS[times] ?? 'none' };
}

/** Whether a line of this level is shown. */
export const isShown = (level: LogLevel, { level: least }: Pick<Verbosity, 'level'>): boolean =>
  least !== null && LEVELS.indexOf(level) <= LEVELS.indexOf(least);

/** The level that an env-filter (`warn`, `nixfleet=debug,hyper=off`) means for us; undefined: it is none. */
function levelIn(filter: string): LogLevel | null | undefined {
  const directives = filter.split(',').map((text) => directiveIn(text.trim()));
  if (directives.includes(undefined)) return undefined;
  const known = directives.filter((directive) => directive !== undefined);
  const own = known.findLast(({ target }) => target !== undefined && /^nixfleet(?:::|$)/.test(target));
  // Where others are named and we are not, we say nothing but errors: so does the filter of v0.1.1.
  return (own ?? known.findLast(({ target }) => target === undefined) ?? { level: 'error' as const }).level;
}

interface Directive {
  /** Undefined: all. */
  readonly target: string | undefined;
  readonly level: LogLevel | null;
}

function directiveIn(text: string): Directive | undefined {
  const [, target, word] = /^(?:([a-z_][\w:-]*)=)?(\w+)$/i.exec(text) ?? [];
  const level = word === undefined ? undefined : levelCalled(word.toLowerCase());
  if (level !== undefined) return { target, level };
  // A name alone is that of whom to hear all of.
  return target === undefined && word !== undefined && word.startsWith('nixfleet')
    ? { target: word, level: 'debug' }
    : undefined;
}

function levelCalled(word: string): LogLevel | null | undefined {
  if (word === 'off') return null;
  return word === 'trace' ? 'debug' : LEVELS.find((level) => level === word);
}
