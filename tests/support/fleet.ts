import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Client, createClient } from '../../services/api/client.ts';
import { followFeed } from '../../services/api/feed.ts';
import type { FeedRow } from '../../machines/model/feed.ts';
import { program } from './checkout.ts';
import { ControlPlane } from './control-plane.ts';
import { DemoFlake } from './demo-flake.ts';
import { processesMarked } from './descendants.ts';
import { fleetEnvironment, MARKER } from './environment.ts';
import { removeRootsIn, rootsIn } from './gc-roots.ts';
import { killed } from './signalled.ts';
import { Machine } from './machine.ts';
import { type Ended, type Program, runToEnd } from './processes.ts';

/** How a command line of ours is run. */
export interface CliOptions {
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

const GLANCE_MS = 50;
/** What was told to end may take this long to be gone. */
const LEAVING_MS = 15_000;

/** A real fleet in one temporary folder: a flake, a control plane, machines with agents, and the CLI to command it. */
export class Fleet {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logs: string;
  readonly flake: DemoFlake;
  readonly controlPlane: ControlPlane;
  readonly machines = new Map<string, Machine>();
  #access: { readonly apiKey: string; readonly client: Client } | undefined;

  readonly #confirmSeconds: number;

  /** `confirmSeconds`: how long its machines have to prove themselves; what is slow is not to fail for that. */
  constructor(purpose: string, { confirmSeconds = 15 } = {}) {
    this.#confirmSeconds = confirmSeconds;
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), `nixfleet-${purpose}-`)));
    this.env = fleetEnvironment(this.folder);
    this.logs = this.#made('logs');
    for (const name of ['home', 'tmp', 'machines', 'cache']) this.#made(name);
    this.flake = new DemoFlake(join(this.folder, 'flake'), this.env);
    const logPath = join(this.logs, 'control-plane.log');
    this.controlPlane = new ControlPlane(this.#made('control-plane'), this.env, logPath);
  }

  /** Where releases are pushed to, and agents fetch from. */
  get cacheUrl(): string {
    return `file://${join(this.folder, 'cache')}`;
  }

  /** Makes machines of hosts of the flake, and gives each the system that the flake has for it now. */
  async install(hosts: readonly string[]): Promise<void> {
    const [closures, tags] = await Promise.all([this.flake.built(), this.flake.tags()]);
    for (const id of hosts) {
      const { env, logs } = this;
      const machine = await Machine.create({
        ...{ id, root: join(this.folder, 'machines', id), env, logs, tags: tags.get(id) ?? [] },
        confirmSeconds: this.#confirmSeconds,
      });
      this.machines.set(id, machine);
      await machine.install(closures.get(id) ?? '');
    }
  }

  /** Starts every machine's agent, and waits until the control plane has heard of all of them. */
  async startAgents(signal?: AbortSignal): Promise<void> {
    const machines = [...this.machines.values()];
    await Promise.all(machines.map((machine) => machine.startAgent(this.controlPlane.url)));
    await this.#until(async () => (await this.client.listMachines()).length === machines.length, signal);
  }

  /** The API with the administrator's key; after `bootstrap`. */
  get client(): Client {
    return this.#accessed.client;
  }

  /** Runs `nixfleet` as a person would: in the fleet's repository, from a home where `bootstrap` has left its key. */
  async cli(words: readonly string[], { env = {}, ...options }: CliOptions = {}): Promise<Ended> {
    const url = this.controlPlane.url;
    const launch = {
      argv: [...program('nixfleet'), ...words] as const,
      env: { ...this.env, NIXFLEET_CONTROL_PLANE_URL: url, ...env },
      cwd: existsSync(this.flake.folder) ? this.flake.folder : this.folder,
    };
    const ended = await runToEnd(launch, options);
    if (words[0] === 'bootstrap' && ended.exitCode === 0) {
      const apiKey = ended.stdout.trim();
      this.#access = { apiKey, client: createClient({ url, apiKey }) };
    }
    return ended;
  }

  /** Like `cli`, for what a test stands on: throws what was said when it fails. */
  async succeed(words: readonly string[]): Promise<Ended> {
    const ended = await this.cli(words);
    if (ended.exitCode === 0) return ended;
    throw new Error(`nixfleet ${words.join(' ')} ended with exit code ${ended.exitCode}:\n${ended.said}`);
  }

  /** The first row of the feed that fits, however often the control plane goes away meanwhile. */
  async rowWhere(fits: (row: FeedRow) => boolean, signal?: AbortSignal): Promise<FeedRow> {
    const { apiKey } = this.#accessed;
    for await (const frame of followFeed({ url: this.controlPlane.url, apiKey, signal })) {
      if (frame.type === 'row' && fits(frame.row)) return frame.row;
    }
    signal?.throwIfAborted();
    throw new Error('the feed ended before the row came');
  }

  /** What each machine runs, by its name. */
  running(): Map<string, string> {
    return new Map([...this.machines].map(([id, machine]) => [id, machine.running]));
  }

  /** The control plane and the agents, as far as they were started. */
  programs(): Program[] {
    const agents = [...this.machines.values()].map(({ agent }) => agent);
    return [this.controlPlane.process, ...agents].filter((started) => started !== undefined);
  }

  /** The processes of the machines' web servers. */
  servers(): number[] {
    return [...this.machines.values()].map(({ serverPid }) => serverPid).filter((pid) => pid !== undefined);
  }

  /** Ends everything that runs, and lets the collector have the closures; what would not go is told, one line each. */
  async stop(): Promise<string[]> {
    this.#access?.client.close();
    await Promise.all([...this.machines.values()].map((machine) => machine.stop()));
    await this.controlPlane.stop();
    const deaf = this.programs().filter(({ wasForced }) => wasForced);
    const processes = await this.#strays();
    removeRootsIn(this.folder);
    // Once the folder is gone a root protects nothing, and only the daemon's collection may remove it; but root could have.
    const roots = process.getuid?.() === 0 ? rootsIn(this.folder) : [];
    return [
      ...deaf.map(({ name }) => `${name} did not end by itself when it was asked to`),
      ...processes,
      ...roots.map((root) => `the collector's root ${root}`),
    ];
  }

  /** Like `stop`, and removes everything that was written. */
  async remove(): Promise<string[]> {
    const left = await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
    return left;
  }

  /** Like `remove`, and throws when something was left. */
  async removeAll(): Promise<void> {
    const left = await this.remove();
    if (left.length > 0) throw new Error(`left behind:\n${left.join('\n')}`);
  }

  /** Processes that outlived the end of their programs; they are told, and killed. */
  async #strays(): Promise<string[]> {
    const marked = () => processesMarked(`${MARKER}=${this.folder}`);
    const deadline = Date.now() + LEAVING_MS;
    while (marked().length > 0 && Date.now() < deadline) await pause(GLANCE_MS);
    const strays = marked();
    for (const { pid } of strays) killed(pid);
    return strays.map(({ pid, command }) => `process ${pid}: ${command}`);
  }

  get #accessed() {
    if (this.#access === undefined) throw new Error('the fleet was not bootstrapped');
    return this.#access;
  }

  #made(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  async #until(holds: () => Promise<boolean>, signal?: AbortSignal): Promise<void> {
    while (!(await holds())) await pause(GLANCE_MS, undefined, signal ? { signal } : {});
  }
}
