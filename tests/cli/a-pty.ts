import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../../services/host/package-root.ts';

/** How a terminal is, and what is set beside `PATH`. */
export interface PtyOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Which of the built programs; the CLI unless told. */
  readonly program?: string;
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A command line of the built CLI, or of another program, on a terminal of its own. */
export class APty {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  #text = '';

  constructor(argv: readonly string[], options: PtyOptions) {
    const { env, cwd, columns = 80, rows = 24, program: path = 'dist/bin/nixfleet.cjs' } = options;
    const program = [process.execPath, join(packageRoot(), path), ...argv].map(quoted).join(' ');
    // `script` takes the exit code of the command for its own.
    const command = `stty cols ${columns} rows ${rows}; exec ${program}`;
    const all = { PATH: process.env['PATH'] ?? '', TERM: 'xterm', SHELL: '/bin/sh', ...env };
    this.#child = spawn('script', ['-qefc', command, '/dev/null'], { env: all, cwd });
    this.#closed = once(this.#child, 'close');
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#text += text));
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  /** All that was written to it, as it came. */
  get text(): string {
    return this.#text;
  }

  /** Settles when all that was written has this. */
  async shows(wanted: string | RegExp): Promise<void> {
    const isThere = () => (typeof wanted === 'string' ? this.#text.includes(wanted) : wanted.test(this.#text));
    while (!isThere()) await once(this.#child.stdout, 'data');
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** The terminal is gone, as when its window is closed. */
  hangUp(): void {
    this.#child.kill('SIGKILL');
  }

  /** The exit code of the command. */
  async end(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }
}
