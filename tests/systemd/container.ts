import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, finish, run } from '../../services/host/process.ts';
import { BRIDGE, PLACES } from './place.ts';
import { within } from './within.ts';
import { linkTarget } from '../support/link-target.ts';
import type { World } from './world.ts';

/** What the machine sees of this one: `source` at `target`, read-only. */
export interface Loan {
  readonly source: string;
  readonly target: string;
}

const ENVIRONMENT = ['env', '-i', 'PATH=/usr/sbin:/usr/bin', 'HOME=/root'];
const BOOT_MS = 60_000;

/** A machine with a systemd of its own: it is booted, rebooted, and its plug can be pulled; its disk stays. */
export class Container {
  readonly #world: World;
  readonly #loans: readonly Loan[];
  readonly #logPath: string;
  #nspawn: ChildProcess | undefined;
  #init = 0;

  constructor(world: World, loans: readonly Loan[], logPath: string) {
    this.#world = world;
    this.#loans = loans;
    this.#logPath = logPath;
  }

  /** Boots it, and waits until systemd has started what it starts. */
  async boot(): Promise<void> {
    const log = openSync(this.#logPath, 'a');
    const loans = this.#loans.map(({ source, target }) => `--bind-ro=${source}:${target}`);
    const standing = ['--register=no', '--keep-unit', '--resolv-conf=off', '--timezone=off', '--link-journal=no'];
    const argv = [
      'systemd-nspawn',
      '--directory',
      join(this.#world.folder, PLACES.root),
      ...['--machine', 'web-01', '--console=pipe', '--kill-signal=SIGRTMIN+3', `--network-bridge=${BRIDGE}`],
      ...standing,
      ...loans,
      '/nixos/stage-2',
    ];
    const [file, ...words] = this.#world.inside('machine', argv);
    const nspawn = spawn(file, words, { stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.#nspawn = nspawn;
    this.#init = await within(BOOT_MS, 'systemd to begin', () => initAmong(descendantsOf(nspawn.pid ?? 0)));
    await within(BOOT_MS, 'systemd to answer', () => existsSync(this.path('/run/systemd/private')));
    await this.finish(['systemctl', 'is-system-running', '--wait']);
  }

  /** Where a file of it is, for us. Links to absolute paths lead elsewhere. */
  path(file: string): string {
    return join(`/proc/${this.#init}/root`, file);
  }

  /** Where a link of it leads; undefined when there is none. */
  link(file: string): string | undefined {
    return linkTarget(this.path(file));
  }

  /** The command lines of what runs in it. */
  processes(): string[] {
    const pids = descendantsOf(this.#init);
    return pids.map((pid) => textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()).filter(Boolean);
  }

  /** Runs a command in it, with this on its standard input; a failure is an error. */
  run(argv: readonly string[], input = ''): Promise<Finished> {
    return run({ argv: this.#entering(argv), input });
  }

  /** Runs a command in it; how it ends is an answer. */
  finish(argv: readonly string[]): Promise<Finished> {
    return finish({ argv: this.#entering(argv) });
  }

  /** Pulls the plug. */
  async cutPower(): Promise<void> {
    process.kill(this.#init, 'SIGKILL');
    await this.#off();
  }

  /** Asks systemd to reboot, and waits until it has. */
  async reboot(): Promise<void> {
    await this.finish(['systemctl', 'reboot']);
    await this.#off();
    await this.boot();
  }

  async #off(): Promise<void> {
    if (this.#nspawn?.exitCode === null && this.#nspawn.signalCode === null) await once(this.#nspawn, 'exit');
  }

  #entering(argv: readonly string[]): [string, ...string[]] {
    return ['nsenter', '-t', String(this.#init), '--all', '--', ...ENVIRONMENT, ...argv];
  }
}

function descendantsOf(pid: number): number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(' ').map(Number).filter(Boolean);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** The process that is the first of a machine in our world, once systemd has taken the place of stage 2. */
function initAmong(pids: readonly number[]): number | undefined {
  return pids.find((pid) => {
    const [, own = ''] = /^NSpid:\t(.*)$/m.exec(textOf(`/proc/${pid}/status`)) ?? [];
    return own.endsWith('\t1') && textOf(`/proc/${pid}/comm`) === 'systemd\n';
  });
}

/** A process may end while we look. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
