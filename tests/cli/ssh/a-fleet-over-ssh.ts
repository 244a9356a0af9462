import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SshMachine, sshFor } from '../../support/a-sshd.ts';
import { program } from '../../support/checkout.ts';
import { fleetEnvironment } from '../../support/environment.ts';
import { type Ended, type Program, runToEnd, startProgram } from '../../support/processes.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** A host of the flake. */
export interface FlakeSystem {
  /** What its activation does before and after it has moved the link; `$1` is the step. */
  readonly before?: string;
  readonly after?: string;
  readonly tags?: readonly string[];
  /** As the option `services.nixfleet-agent.healthChecks` has them. */
  readonly checks?: object;
  readonly isDarwin?: boolean;
}

/** Does on a machine what the real one does: says what was asked of it, moves the link, makes itself the boot default. */
const script = ({ before = '', after = '' }: FlakeSystem): string => `#!/bin/sh
closure=\${0%/bin/*}
closure=\${closure%/activate}
echo "\${1:-activate} $closure" >>/run/steps
case "\${1:-}" in switch | boot) ln -sfn "$closure" /run/boot-default ;; esac
test "\${1:-}" != boot || exit 0
${before}
ln -sfn "$closure" /run/current-system
${after}
`;

/** An operator with a flake and machines that are reached over SSH, all in a folder of their own until the test is over. */
export class FleetOverSsh {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly machines: readonly SshMachine[];
  readonly bin: string;
  readonly #hosts = new Map<string, FlakeSystem>();
  #version = 0;

  private constructor(folder: string, machines: readonly SshMachine[], bin: string) {
    this.folder = folder;
    this.machines = machines;
    this.bin = bin;
    const env = fleetEnvironment(folder);
    this.env = { ...env, PATH: `${bin}:${env['PATH']}`, NIXFLEET_CONTROL_PLANE_URL: 'http://127.0.0.1:1' };
  }

  /** Machines with these names. `lines`: of ssh_config, before those of the machines. */
  static async create(names: readonly string[], lines: readonly string[] = []): Promise<FleetOverSsh> {
    const folder = mkdtempSync(join(tmpdir(), 'nixfleet-over-ssh-'));
    for (const name of ['home', 'tmp', 'flake']) mkdirSync(join(folder, name));
    const machines: SshMachine[] = [];
    onTestFinished(async () => {
      await Promise.all(machines.map((machine) => machine.stop()));
      rmSync(folder, { recursive: true, force: true });
    });
    for (const name of names) machines.push(await SshMachine.start(name, join(folder, `machine-${name}`)));
    return new FleetOverSsh(folder, machines, sshFor(folder, machines, lines));
  }

  get machine(): SshMachine {
    const [first] = this.machines;
    if (first === undefined) throw new Error('there is no machine');
    return first;
  }

  /** Writes a host of the flake; each time it is another system. */
  write(name: string, system: FlakeSystem = {}): void {
    this.#hosts.set(name, system);
    this.#version += 1;
    const folder = join(this.folder, 'flake/hosts', name);
    const place = system.isDarwin ? folder : join(folder, 'bin');
    mkdirSync(place, { recursive: true });
    const text = `${script(system)}# ${this.folder} ${this.#version}\n`;
    writeFileSync(join(place, system.isDarwin ? 'activate' : 'switch-to-configuration'), text, { mode: 0o755 });
    const sets = ['nixosConfigurations', 'darwinConfigurations'].map((set, index) => {
      const hosts = [...this.#hosts].filter(([, { isDarwin = false }]) => isDarwin === (index === 1));
      return `${set} = { ${hosts.map(([host, it]) => `"${host}" = ${configuration(host, it)};`).join(' ')} };`;
    });
    writeFileSync(join(this.folder, 'flake/flake.nix'), `{ outputs = { self }: { ${sets.join(' ')} }; }\n`);
  }

  /** Installs a system as an installer would: profile, boot default, activation. Its path. */
  install(machine: SshMachine = this.machine, system: FlakeSystem = {}): string {
    const path = this.#added(system);
    const words = [
      `nix-env -p /nix/var/nix/profiles/system --set ${path} 2>/dev/null`,
      `${path}/bin/switch-to-configuration switch`,
      'rm /run/steps',
    ];
    const options = { env: this.env, stdio: 'pipe' } as const;
    execFileSync('nix-copy-closure', ['--to', `root@${machine.name}`, path], options);
    execFileSync('ssh', [`root@${machine.name}`, words.join(' && ')], options);
    rmSync(join(this.bin, 'ssh.log'));
    return path;
  }

  /** Brings a system into a machine's store and nothing else. Its path. */
  bring(system: FlakeSystem = {}, machine: SshMachine = this.machine): string {
    const path = this.#added(system);
    execFileSync('nix-copy-closure', ['--to', `root@${machine.name}`, path], { env: this.env, stdio: 'pipe' });
    return path;
  }

  /** Runs the CLI to its end. */
  run(...words: string[]): Promise<Ended> {
    return runToEnd({ argv: [...CLI, ...words], env: this.env, cwd: join(this.folder, 'flake') });
  }

  /** Starts the CLI. */
  start(...words: string[]): Promise<Program> {
    const launch = { argv: [...CLI, ...words] as const, env: this.env, cwd: join(this.folder, 'flake') };
    return startProgram('the CLI', launch, join(this.folder, 'cli.log'));
  }

  /** What the started CLI has said. */
  get said(): string {
    return readFileSync(join(this.folder, 'cli.log'), 'utf8');
  }

  /** What was asked of the systems of a machine, in order: `test /nix/store/…`. */
  steps(machine: SshMachine = this.machine): string[] {
    const log = machine.path('run/steps');
    return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  }

  /** Where a machine is. */
  whereabouts(machine: SshMachine = this.machine): { running?: string; profile?: string; boot?: string } {
    const generation = machine.link('nix/var/nix/profiles/system') ?? 'none';
    const [running, profile, boot] = [
      machine.link('run/current-system'),
      machine.link(`nix/var/nix/profiles/${generation}`),
      machine.link('run/boot-default'),
    ];
    return { ...(running && { running }), ...(profile && { profile }), ...(boot && { boot }) };
  }

  /** A file is there on a machine. */
  async appears(file: string, machine: SshMachine = this.machine): Promise<void> {
    await waitUntil(() => existsSync(machine.path(file)), { limitMs: 50_000, what: `${file} on ${machine.name}` });
  }

  /** A machine is at rest: nothing of ours runs on it. */
  async rests(machine: SshMachine = this.machine): Promise<void> {
    const isAtRest = () => machine.processes().length === 0;
    await waitUntil(isAtRest, { limitMs: 50_000, what: `${machine.name} to rest: ${machine.processes().join('; ')}` });
  }

  #added(system: FlakeSystem): string {
    this.#version += 1;
    const source = join(this.folder, `system-${this.#version}`);
    mkdirSync(join(source, 'bin'), { recursive: true });
    const text = `${script(system)}# ${this.folder} ${this.#version}\n`;
    writeFileSync(join(source, 'bin/switch-to-configuration'), text, { mode: 0o755 });
    return execFileSync('nix-store', ['--add', source], { env: this.env, encoding: 'utf8' }).trim();
  }
}

const CLI = program('nixfleet');

function configuration(name: string, { tags = [], checks, isDarwin = false }: FlakeSystem): string {
  const platform = isDarwin ? 'aarch64-darwin' : 'x86_64-linux';
  const list = tags.map((tag) => `"${tag}"`).join(' ');
  const health = checks === undefined ? '' : `healthChecks = builtins.fromJSON ''${JSON.stringify(checks)}'';`;
  const toplevel = `builtins.derivation { name = "system-${name}"; system = "x86_64-linux"; builder = "builtin:buildenv"; manifest = "/dummy"; derivations = [ "true" 5 1 "\${./hosts/${name}}" ]; }`;
  return `{ pkgs.system = "${platform}"; config.services.nixfleet-agent = { tags = [ ${list} ]; ${health} }; config.system.build.toplevel = ${toplevel}; }`;
}
