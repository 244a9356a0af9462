import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../services/host/package-root.ts';
import { NIX_CONFIG } from '../services/build/fleet.ts';

/** How a command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built CLI and the built control plane, with a home of their own. */
export class Program {
  readonly home = mkdtempSync(join(tmpdir(), 'nixfleet-cli-'));
  #controlPlane: ChildProcessWithoutNullStreams | undefined;
  #url = 'http://127.0.0.1:1';

  /** Starts a control plane on a free port; later command lines go to it. */
  async startControlPlane(...flags: string[]): Promise<void> {
    const ready = join(this.home, 'ready.json');
    const argv = ['--listen', '127.0.0.1:0', '--db-path', join(this.home, 'state.db'), '--ready-file', ready, ...flags];
    const heard = new Promise<void>((resolve) => {
      const watcher = watch(this.home, () => {
        if (!existsSync(ready) || readFileSync(ready, 'utf8') === '') return;
        watcher.close();
        resolve();
      });
    });
    this.#controlPlane = spawn(process.execPath, [join(packageRoot(), 'dist/services/server/main.js'), ...argv]);
    this.#controlPlane.stdout.resume();
    const died = once(this.#controlPlane, 'exit').then(() => Promise.reject(new Error('the control plane has ended')));
    died.catch(() => undefined);
    await Promise.race([heard, died]);
    const { url }: { url: string } = JSON.parse(readFileSync(ready, 'utf8'));
    this.#url = url;
  }

  /** Where the control plane is. */
  get url(): string {
    return this.#url;
  }

  /** Starts a command line. */
  start(...argv: string[]): Running {
    const env = { PATH: process.env['PATH'], HOME: this.home, NIX_CONFIG, NIXFLEET_CONTROL_PLANE_URL: this.#url };
    return this.startWith(env, ...argv);
  }

  /** Starts a command line with exactly this environment. */
  startWith(env: NodeJS.ProcessEnv, ...argv: string[]): Running {
    return new Running(
      spawn(process.execPath, [join(packageRoot(), 'dist/bin/nixfleet.cjs'), ...argv], { env, cwd: this.home }),
    );
  }

  /** Runs a command line to its end. */
  async run(...argv: string[]): Promise<Ended> {
    return this.start(...argv).end;
  }

  async stop(): Promise<void> {
    if (this.#controlPlane && this.#controlPlane.exitCode === null) {
      const exit = once(this.#controlPlane, 'exit');
      this.#controlPlane.kill('SIGKILL');
      await exit;
    }
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A command line that runs. */
export class Running {
  readonly end: Promise<Ended>;
  readonly #child: ChildProcessWithoutNullStreams;
  #stdout = '';
  #stderr = '';

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.end = once(child, 'close').then(() => ({ code: child.exitCode, stdout: this.#stdout, stderr: this.#stderr }));
  }

  /** Settles when its standard output has this text. */
  async said(text: string): Promise<void> {
    while (!this.#stdout.includes(text)) await once(this.#child.stdout, 'data');
  }

  /** Nobody reads this stream any more, as after `| head`. */
  async closeReader(name: 'stdout' | 'stderr'): Promise<void> {
    const stream = this.#child[name];
    const closed = once(stream, 'close');
    stream.destroy();
    await closed;
  }

  interrupt(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' = 'SIGINT'): void {
    this.#child.kill(signal);
  }

  /** Ends it as an accident would. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
