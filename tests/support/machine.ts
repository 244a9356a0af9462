import { mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../../services/host/error-code.ts';
import { program } from './checkout.ts';
import { freePort } from './free-port.ts';
import { EVIDENCE_FOLDER } from './machine-evidence.ts';
import { type Program, runToEnd, startProgram } from './processes.ts';
import { signalled } from './signalled.ts';

/** Where a machine is and what it is called. */
export interface MachineOptions {
  readonly id: string;
  readonly tags: readonly string[];
  /** The folder that stands for `/`. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logs: string;
  /** How long it has to prove itself after a switch. */
  readonly confirmSeconds: number;
}

/** A folder that stands for a machine: its running system, its profile, its web server and its agent. */
export class Machine {
  readonly id: string;
  readonly #options: MachineOptions;
  readonly #port: number;
  #agent: Program | undefined;

  private constructor(options: MachineOptions, port: number) {
    this.id = options.id;
    this.#options = options;
    this.#port = port;
  }

  /** A machine without a system. */
  static async create(options: MachineOptions): Promise<Machine> {
    const machine = new Machine(options, await freePort());
    for (const folder of ['bin', 'run', 'etc/site', 'etc/nixfleet', 'var/log', 'nix/var/nix/profiles'])
      mkdirSync(join(options.root, folder), { recursive: true });
    symlinkSync(process.execPath, join(options.root, 'bin/node'));
    writeFileSync(join(options.root, 'etc/site/port'), `${machine.#port}\n`);
    writeFileSync(join(options.root, 'etc/nixfleet/health-checks.json'), JSON.stringify(machine.#checks()));
    return machine;
  }

  /** Gives it a system as an installer would: profile, activation. */
  async install(closure: string): Promise<void> {
    const { root, env } = this.#options;
    const profile = join(root, 'nix/var/nix/profiles/system');
    await succeed({ argv: ['nix-env', '-p', profile, '--set', closure], env });
    symlinkSync(closure, join(root, 'run/booted-system'));
    const activation = { ...env, NIXFLEET_ROOT: root };
    await succeed({ argv: [join(closure, 'bin/switch-to-configuration'), 'switch'], env: activation });
  }

  /** Starts its agent, which looks often: a demonstration has no minutes to wait. */
  async startAgent(controlPlaneUrl: string): Promise<void> {
    const { id, tags, root, env, logs, confirmSeconds } = this.#options;
    const flags = {
      'control-plane-url': controlPlaneUrl,
      'machine-id': id,
      tags: tags.join(','),
      root: root,
      'db-path': join(root, 'var/lib/nixfleet/state.db'),
      'health-config': join(root, 'etc/nixfleet/health-checks.json'),
      'poll-interval': '1',
      'retry-interval': '1',
      'health-interval': '2',
      'confirm-timeout': String(confirmSeconds),
      'evidence-dir': join(root, EVIDENCE_FOLDER),
    };
    const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const launch = { argv: [...program('nixfleet-agent'), ...words, '--allow-insecure'] as const, env };
    this.#agent = await startProgram(`the agent of ${id}`, launch, join(logs, `agent-${id}.log`));
  }

  get agent(): Program | undefined {
    return this.#agent;
  }

  /** The store path of what runs. */
  get running(): string {
    return readlinkSync(join(this.#options.root, 'run/current-system'));
  }

  /** Every store path that it was switched to, in order: also what it did not keep. */
  get activations(): readonly string[] {
    return readFileSync(join(this.#options.root, 'var/log/activations'), 'utf8').trimEnd().split('\n');
  }

  /** What its web server answers: status and version. */
  async answer(): Promise<{ status: number; version: string }> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/`);
    return { status: response.status, version: (await response.text()).trim() };
  }

  /** Ends its agent and its web server. */
  async stop(): Promise<void> {
    await this.#agent?.stop();
    const { serverPid } = this;
    if (serverPid !== undefined) signalled(serverPid, 'SIGTERM');
  }

  /** The process of its web server. */
  get serverPid(): number | undefined {
    // A server that ends takes its file away, also between two looks.
    try {
      return Number(readFileSync(join(this.#options.root, 'run/server.pid'), 'utf8')) || undefined;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  #checks() {
    const command = 'test -x "$NIXFLEET_ROOT/run/current-system/bin/switch-to-configuration"';
    return {
      http: [{ url: `http://127.0.0.1:${this.#port}/`, timeout: 3, expectedStatus: 200 }],
      command: [{ name: 'system-is-whole', command, timeout: 5 }],
    };
  }
}

async function succeed(launch: Parameters<typeof runToEnd>[0]): Promise<void> {
  const { exitCode, said } = await runToEnd(launch);
  if (exitCode !== 0) throw new Error(`${launch.argv.join(' ')} ended with exit code ${exitCode}:\n${said}`);
}
