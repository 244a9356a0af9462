import { appendFileSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRoot, type SystemRoot } from '../../services/host/root.ts';
import { AgentMemory } from './agent-memory.ts';
import { program } from './checkout.ts';
import { type Found, processesMarked } from './descendants.ts';
import { fleetEnvironment, MARKER } from './environment.ts';
import { BOOT_DEFAULT, BOOTED_LOG, STEPS_LOG } from './fake-system.ts';
import { makeFolder } from '../../services/store/folder.ts';
import { linkTarget } from './link-target.ts';
import { killed } from './signalled.ts';
import { type Program, runToEnd, startProgram } from './processes.ts';

/** Where a machine is: what runs, what the profile names, what the next boot would bring. */
export interface Whereabouts {
  readonly running: string;
  readonly profile: string;
  readonly bootDefault: string;
}

/** A machine that is a folder, for the program that is its agent. */
export class AgentMachine {
  readonly folder: string;
  readonly root: SystemRoot;
  readonly memory: AgentMemory;
  /** Of its agents, and so of all that they start. */
  readonly env: NodeJS.ProcessEnv;

  constructor(folder: string) {
    this.folder = folder;
    this.root = createRoot(folder);
    this.memory = new AgentMemory(this.root.database);
    const env = fleetEnvironment(folder);
    this.env = { ...env, PATH: `${join(folder, 'bin')}:${env['PATH']}` };
    for (const name of ['bin', 'home', 'tmp', 'run', 'etc/nixfleet', 'nix/var/nix/profiles'])
      makeFolder(join(folder, name));
  }

  /** Gives it a system as an installer would: profile, boot default, activation. */
  async install(system: string): Promise<void> {
    const { env, root } = this;
    const launches = [
      ['nix-env', '-p', root.profile, '--set', system],
      [join(system, 'bin/switch-to-configuration'), 'switch'],
    ] as const;
    for (const argv of launches) {
      const { exitCode, said } = await runToEnd({ argv, env: { ...env, ...root.env } });
      if (exitCode !== 0) throw new Error(`${argv.join(' ')} ended with exit code ${exitCode}:\n${said}`);
    }
  }

  /** Starts its agent: the program, as it is installed. */
  startAgent(controlPlaneUrl: string, ...flags: readonly string[]): Promise<Program> {
    const needed = ['--control-plane-url', controlPlaneUrl, '--allow-insecure', '--machine-id', 'web-01'];
    const argv = [...program('nixfleet-agent'), ...needed, '--root', this.folder, ...flags] as const;
    return startProgram('the agent', { argv, env: this.env }, join(this.folder, 'agent.log'));
  }

  get whereabouts(): Whereabouts {
    const { profile } = this.root;
    const generation = linkTarget(profile) ?? '';
    return {
      running: linkTarget(this.root.currentSystem) ?? '',
      profile: generation === '' ? '' : (linkTarget(join(dirname(profile), generation)) ?? ''),
      bootDefault: this.#lines(BOOT_DEFAULT).at(-1) ?? '',
    };
  }

  /** Whether a system has left a mark: `ill`. */
  isMarked(mark: string): boolean {
    return existsSync(join(this.folder, mark));
  }

  /** What was asked of the systems, in order: `test /nix/store/…`. */
  get steps(): readonly string[] {
    return this.#lines(STEPS_LOG);
  }

  /** What runs of all that its agents have started. */
  get processes(): readonly Found[] {
    return processesMarked(`${MARKER}=${this.folder}`);
  }

  /** Keepers that run, by what they do: `run`, `watch`, `back`. */
  keepers(verb: string): readonly Found[] {
    return this.processes.filter(({ command }) => command.includes(`agent/keeper.js ${verb} `));
  }

  /** Pulls the plug: nothing gets to do anything any more. */
  cutPower(): void {
    for (let left = this.processes; left.length > 0; left = this.processes) left.forEach(({ pid }) => killed(pid));
  }

  /** Comes up on a system, unless told the boot default; whoever looks at boot ids finds another one. Nothing runs. */
  reboot(system = this.whereabouts.bootDefault): void {
    rmSync(join(this.folder, 'run'), { recursive: true, force: true });
    makeFolder(join(this.folder, 'run'));
    for (const link of [this.root.currentSystem, this.root.bootedSystem]) symlinkSync(system, link);
    appendFileSync(join(this.folder, BOOTED_LOG), `${system}\n`);
    // The real id cannot be another: so what is known of the last boot is.
    this.memory.edit((db) => db.exec(`UPDATE attempt SET boot_id = 'the boot before' WHERE outcome IS NULL`));
  }

  #lines(file: string): readonly string[] {
    const path = join(this.folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  }
}
