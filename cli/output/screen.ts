import { hearCommands } from '../../services/host/command-channel.ts';
import type { LogLevel } from '../log/log-event.ts';
import { NO_OPERATION, type OperationRecord } from '../log/operation.ts';
import { CommandLines } from './command-lines.ts';
import { createPaint, type Paint } from './paint.ts';
import { type LiveProgress, liveProgress, plainProgress, type Progress } from './progress.ts';
import { printable } from '../../services/host/printable.ts';
import { isShown, type Verbosity } from './verbosity.ts';

/** Where a verb writes: results to the standard output, all else to the error stream. */
export interface Screen {
  /** Null: cells are not wrapped or cut. */
  readonly width: number | null;
  readonly paint: Paint;
  /** A line of the result; with `--json` for the error stream, so that only JSON is on the other. */
  say(line: string): void;
  /** A remark beside the result. */
  note(line: string): void;
  /** Diagnostics, if they are wanted; what is in them from outside need not be `printable`. */
  log(level: LogLevel, message: string): void;
  json(value: unknown): void;
  /** JSON in one line, for who reads line by line. */
  jsonLine(value: unknown): void;
  /** `phase`: what it is the progress of, so that the next time somebody knows how long it may take. */
  progress(phase?: string): Progress;
}

/** A stream that may be a terminal. */
export interface ScreenStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** What a screen is made of. */
export interface ScreenParts {
  readonly isJson: boolean;
  readonly verbosity: Verbosity;
  readonly stdout: ScreenStream;
  readonly stderr: ScreenStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** What keeps each line beside the screen. */
  readonly operation?: () => OperationRecord;
}

/** A screen of two streams. What is written while something live is shown stands above it. */
export function createScreen(parts: ScreenParts): Screen {
  const { isJson, verbosity, stdout, stderr, env, now, operation = () => NO_OPERATION } = parts;
  const isLive = stderr.isTTY === true && env['TERM'] !== 'dumb' && verbosity.commands !== 'all';
  const warned = createPaint(env, stderr.isTTY === true);
  let live: LiveProgress | undefined;
  const toErrors = (line: string) => (live ? live.line(line) : void stderr.write(`${line}\n`));
  const toResults = (text: string) => {
    if (live && stdout.isTTY === true) live.aside(() => stdout.write(text));
    else stdout.write(text);
  };
  if (verbosity.commands === 'all') echoCommands(toErrors);
  return {
    width: stdout.isTTY ? (stdout.columns ?? null) : null,
    paint: createPaint(env, stdout.isTTY === true),
    say(line) {
      operation().line('info', line);
      if (isJson) toErrors(line);
      else toResults(`${line}\n`);
    },
    note(line) {
      operation().line('info', line);
      toErrors(line);
    },
    log(level, message) {
      operation().line(level, message);
      if (!isShown(level, verbosity)) return;
      const label = warned(LABELS[level]);
      const shown = message.split('\n').map(printable).join('\n');
      toErrors(stderr.isTTY ? `${label}: ${shown}` : `${stamp(now())} ${label}: ${shown}`);
    },
    json: (value) => toResults(`${shownJson(JSON.stringify(value, undefined, 2))}\n`),
    jsonLine: (value) => toResults(`${shownJson(JSON.stringify(value))}\n`),
    progress(phase = 'work') {
      const shown = isLive
        ? (live = liveProgress({ stream: stderr, now, expectedMs: operation().expectedMs(phase) }))
        : plainProgress({ stream: stderr, now });
      const forget = live && verbosity.commands === 'window' ? showWindow(live) : undefined;
      const over = operation().phase(phase);
      const end = () => {
        process.off('exit', end);
        forget?.();
        shown.end();
        live = undefined;
      };
      // However the program ends: a terminal without a cursor is of no use.
      process.once('exit', end);
      return {
        ...shown,
        line(text) {
          operation().line('info', text);
          shown.line(text);
        },
        end() {
          over();
          end();
        },
      };
    },
  };
}

/** The same JSON without letters that some terminals obey, or that turn the order of others around. */
const shownJson = (json: string): string =>
  json.replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const LABELS = { error: 'error', warn: 'warning', info: 'info', debug: 'debug' } as const;

const stamp = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

function echoCommands(write: (line: string) => void): void {
  const lines = new CommandLines();
  hearCommands((news) => {
    const line = lines.hear(news);
    if (line !== undefined) write(line);
  });
}

/** Shows the last lines of running commands above a status. Gives back how to end that. */
function showWindow(live: LiveProgress): () => void {
  const lines = new CommandLines();
  return hearCommands((news) => {
    lines.hear(news);
    if (news.type !== 'begun') live.window(lines.window);
  });
}
