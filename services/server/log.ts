import { type LoggerOptions, pino } from 'pino';

/** How much is said: each level contains those after it. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Says one thing; `detail` is for who searches the log, the message for who reads it. */
export type Log = (level: LogLevel, message: string, detail?: Readonly<Record<string, unknown>>) => void;

/** Where lines go. */
export interface LogTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The service's log: readable lines on a terminal, JSON elsewhere. */
export function createLog(level: LogLevel, target: LogTarget): Log {
  return target.isTTY ? linesTo(level, target) : jsonTo(level, target);
}

function jsonTo(least: LogLevel, target: LogTarget): Log {
  const options: LoggerOptions = {
    level: least,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    serializers: { error: pino.stdSerializers.err },
  };
  const logger = pino(options, { write: (text) => target.write(text) });
  return (level, message, detail) => logger[level](detail ?? {}, message);
}

function linesTo(least: LogLevel, target: LogTarget): Log {
  return (level, message, detail) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
    const time = new Date().toISOString().slice(11, 19);
    target.write(`${time} ${level.padEnd(5)} ${printable(message)}${fields(detail)}\n`);
  };
}

const fields = (detail: Readonly<Record<string, unknown>> = {}): string =>
  Object.entries(detail)
    .map(([name, value]) => ` ${name}=${value instanceof Error ? stackOf(value) : printable(JSON.stringify(value))}`)
    .join('');

/** Indented: what an error quotes cannot begin a line of its own. */
const stackOf = ({ stack, message }: Error): string => (stack ?? message).split('\n').map(printable).join('\n    ');

/** Names come from clients: a terminal would obey what is in them. */
const printable = (text = ''): string =>
  text.replaceAll(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
