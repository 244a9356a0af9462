import { existsSync, readFileSync, rmSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { program } from './checkout.ts';
import { freePort } from './free-port.ts';
import { lastWords, type Program, startProgram } from './processes.ts';

/** A control plane of its own: a process, a loopback port, a database. */
export class ControlPlane {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #logPath: string;
  readonly #flags: readonly string[];
  #process: Program | undefined;
  #url: string | undefined;

  /** `flags`: besides those that say where it is. */
  constructor(folder: string, env: NodeJS.ProcessEnv, logPath: string, flags: readonly string[] = []) {
    this.#folder = folder;
    this.#env = env;
    this.#logPath = logPath;
    this.#flags = flags;
  }

  /** Starts it and waits until it answers; a second start takes the same port and the same database. */
  async start(): Promise<this> {
    const readyFile = join(this.#folder, 'ready.json');
    rmSync(readyFile, { force: true });
    const address = this.#url === undefined ? `127.0.0.1:${await freePort()}` : new URL(this.#url).host;
    const place = ['--listen', address, '--db-path', this.dbPath, '--shards', '1', '--ready-file', readyFile];
    const argv = [...program('nixfleet-control-plane'), ...place, ...this.#flags] as const;
    const launch = { argv, env: this.#env };
    const file = fileWritten(readyFile);
    this.#process = await startProgram('the control plane', launch, this.#logPath);
    const died = this.#process.ended.then((how) => {
      throw new Error(`the control plane ended (${how}) before it was ready:\n${lastWords(this.#logPath).join('\n')}`);
    });
    try {
      const { url } = JSON.parse(await Promise.race([file.text, died])) as { url: string };
      this.#url = url;
    } finally {
      file.stop();
      // It will end one day, and then nobody listens.
      died.catch(() => undefined);
    }
    return this;
  }

  get url(): string {
    if (this.#url === undefined) throw new Error('the control plane was not started');
    return this.#url;
  }

  get dbPath(): string {
    return join(this.#folder, 'state.db');
  }

  get process(): Program | undefined {
    return this.#process;
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }
}

/** The text of a file, once it is there as a whole: its last line has an end. */
export function fileWritten(path: string): { readonly text: Promise<string>; stop(): void } {
  let look = () => undefined as void;
  const watcher = watch(dirname(path), () => look());
  const text = new Promise<string>((resolve) => {
    look = () => {
      const written = existsSync(path) ? readFileSync(path, 'utf8') : '';
      if (written.endsWith('\n')) resolve(written);
    };
    look();
  });
  return { text, stop: () => watcher.close() };
}
