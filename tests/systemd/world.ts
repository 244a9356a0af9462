import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkout } from '../support/checkout.ts';
import { ControlGroups } from './control-groups.ts';
import { debianFolder } from './debian-folder.ts';
import { within } from './within.ts';

/** Who is in a world: the machine, or the control plane and whatever else surrounds it. */
export type Part = 'machine' | 'surroundings';

/**
 * Processes, mounts and a network apart from those of this machine: what runs in it can't outlive it, and it can't outlive
 * us, however we end.
 */
export class World {
  /** Those that are there, and those that are being made. */
  static readonly #all = new Set<Promise<World>>();
  static #isOver = false;
  readonly folder: string;
  readonly #groups: ControlGroups;
  readonly #keeper: ChildProcess;
  readonly #init: number;

  private constructor(folder: string, groups: ControlGroups, keeper: ChildProcess) {
    this.folder = folder;
    this.#groups = groups;
    this.#keeper = keeper;
    this.#init = childOf(keeper.pid ?? 0);
  }

  /** A world with a folder for its files. */
  static async create(): Promise<World> {
    if (World.#isOver) throw new Error('there are to be no more worlds');
    const made = World.#make();
    World.#all.add(made);
    return await made;
  }

  /** The argv that runs a command in the world. */
  inside(part: Part, argv: readonly string[]): [string, ...string[]] {
    const enter = ['nsenter', '-t', String(this.#init), '--mount', '--net', '--pid', '--'];
    return this.#groups.joining(part, ['setpriv', '--pdeathsig', 'KILL', ...enter, ...argv]);
  }

  /** Ends everything in it, and removes its folder. */
  async remove(): Promise<void> {
    if (this.#keeper.exitCode === null && this.#keeper.signalCode === null) {
      const ended = once(this.#keeper, 'exit');
      this.#keeper.kill('SIGKILL');
      await ended;
    }
    await within(20_000, 'every process of the world to be gone', () => this.#groups.remove());
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Removes all that there are, and makes no more: for who has to stop in the middle. */
  static async removeAll(): Promise<void> {
    World.#isOver = true;
    await Promise.allSettled([...World.#all].map(async (made) => (await made).remove()));
  }

  static async #make(): Promise<World> {
    const debian = debianFolder();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nixfleet-systemd-')));
    const groups = new ControlGroups(basename(folder), ['machine', 'surroundings'] satisfies Part[]);
    const apart = ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const gateway = [process.execPath, join(checkout, 'dist/tests/systemd/gateway.js'), debian, folder];
    const [file, ...words] = groups.joining('surroundings', ['setpriv', '--pdeathsig', 'KILL', ...apart, ...gateway]);
    const keeper = spawn(file, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const said: string[] = [];
    for (const stream of [keeper.stdout, keeper.stderr]) stream.on('data', (text) => said.push(String(text)));
    const ended = once(keeper, 'exit');
    await Promise.race([once(keeper.stdout, 'data'), ended]);
    if (keeper.exitCode === null && keeper.signalCode === null) return new World(folder, groups, keeper);
    groups.remove();
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`the world could not be made: ${said.join('')}`);
  }
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}
