import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../services/host/package-root.ts';

/** How a shell is started without a person's settings, completes with our script, and writes its line to `$LINE_FILE`. */
const SHELLS = {
  bash: {
    argv: 'bash --norc --noprofile -i',
    setUp: [
      'PS1=',
      'eval "$(nixfleet completions bash)"',
      `told() { printf %s "$READLINE_LINE" > "$LINE_FILE.new"; mv "$LINE_FILE.new" "$LINE_FILE"; }`,
      `bind -x '"\\C-g": told'`,
      `bind 'set bell-style none'`,
    ],
  },
  zsh: {
    argv: 'zsh -f -i',
    setUp: [
      'PS1=',
      'autoload -U compinit',
      'compinit -u -D',
      'eval "$(nixfleet completions zsh)"',
      `told() { printf %s "$BUFFER" > "$LINE_FILE.new"; mv "$LINE_FILE.new" "$LINE_FILE"; }`,
      'zle -N told',
      `bindkey '^G' told`,
    ],
  },
} as const;

/** The built program on the `PATH` of a shell that a person could sit in front of. */
export class ShellOnATerminal {
  readonly folder = mkdtempSync(join(tmpdir(), 'nixfleet-shell-'));
  readonly #lineFile = join(this.folder, 'line');
  readonly #shell: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  readonly #ready: Promise<void>;

  constructor(name: keyof typeof SHELLS, env: Readonly<Record<string, string>>) {
    linkProgram(this.folder);
    const { argv, setUp } = SHELLS[name];
    const ready = join(this.folder, 'ready');
    writeFileSync(join(this.folder, 'set-up'), [...setUp, ''].join('\n'));
    this.#shell = spawn('script', ['-qefc', argv, '/dev/null'], {
      cwd: this.folder,
      env: { ...shellEnv(this.folder), TERM: 'xterm', LINE_FILE: this.#lineFile, ...env },
    });
    this.#closed = once(this.#shell, 'close');
    this.#shell.stdout.resume();
    this.#shell.stderr.resume();
    this.#ready = this.#appeared(ready);
    this.#shell.stdin.write(`. ./set-up; touch ${ready}\n`);
  }

  /** What is on the line after these keys; the line is empty again afterwards. */
  async lineAfter(keys: string): Promise<string> {
    await this.#ready;
    rmSync(this.#lineFile, { force: true });
    const told = this.#appeared(this.#lineFile);
    this.#shell.stdin.write(`${keys}\u0007`);
    await told;
    this.#shell.stdin.write('\u0015');
    return readFileSync(this.#lineFile, 'utf8');
  }

  /** Presses Enter after these keys, and waits until the command has ended. */
  async entered(keys: string): Promise<void> {
    await this.#ready;
    const done = join(this.folder, 'done');
    const ended = this.#appeared(done);
    this.#shell.stdin.write(`${keys}\n`);
    this.#shell.stdin.write(`touch ${done}\n`);
    await ended;
    rmSync(done);
  }

  async stop(): Promise<void> {
    this.#shell.stdin.end('\u0015exit\n');
    this.#shell.kill('SIGHUP');
    await this.#closed;
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #appeared(path: string): Promise<void> {
    const gone = this.#closed.then(() => Promise.reject(new Error('the shell has ended')));
    gone.catch(() => undefined);
    const seen = new Promise<void>((resolve) => {
      const watcher = watch(this.folder, () => {
        if (!existsSync(path)) return;
        watcher.close();
        resolve();
      });
      if (existsSync(path)) {
        watcher.close();
        resolve();
      }
    });
    await Promise.race([seen, gone]);
  }
}

/** The environment of a shell that finds the program, in a home of its own. */
export const shellEnv = (folder: string): Record<string, string> => ({
  PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
  HOME: folder,
  LC_ALL: 'C.UTF-8',
});

/** Puts `nixfleet` into the folder's `bin`. */
export function linkProgram(folder: string): void {
  mkdirSync(join(folder, 'bin'));
  symlinkSync(join(packageRoot(), 'dist/bin/nixfleet.cjs'), join(folder, 'bin/nixfleet'));
}
