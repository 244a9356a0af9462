import { createPaint, type Paint } from './paint.ts';
import { createProgress, type Progress } from './progress.ts';

/** Where a verb writes: results to the standard output, all else to the error stream. */
export interface Screen {
  /** Null: cells are not wrapped or cut. */
  readonly width: number | null;
  readonly paint: Paint;
  /** A line of the result; with `--json` for the error stream, so that only JSON is on the other. */
  say(line: string): void;
  /** A remark beside the result. */
  note(line: string): void;
  json(value: unknown): void;
  progress(): Progress;
}

/** The screen of this process. */
export function createScreen({ isJson }: { isJson: boolean }): Screen {
  const { stdout, stderr } = process;
  return {
    width: stdout.isTTY ? stdout.columns : null,
    paint: createPaint(process.env, stdout.isTTY),
    say: (line) => void (isJson ? stderr : stdout).write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    json: (value) => void stdout.write(`${JSON.stringify(value, undefined, 2)}\n`),
    progress: () =>
      createProgress({
        stream: stderr,
        isTerminal: stderr.isTTY && process.env['TERM'] !== 'dumb',
        now: () => new Date(),
      }),
  };
}
