import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { killed } from './signalled.ts';
import { freePort } from './free-port.ts';
import { type Program, startProgram } from './processes.ts';
import { linkTarget } from './link-target.ts';
import { waitUntil } from './wait-until.ts';

/**
 * A machine that is reached over SSH on loopback: processes, mounts, a `/run` and a Nix store of its own under `<folder>/root`, and
 * nothing of ours. What runs on it ends with it.
 */
export class SshMachine {
  readonly name: string;
  readonly folder: string;
  readonly port: number;
  readonly #program: Program;
  /** The namespace of its processes. */
  #world = '';

  private constructor(name: string, folder: string, port: number, program: Program) {
    this.name = name;
    this.folder = folder;
    this.port = port;
    this.#program = program;
  }

  /** Starts one; needs root. `settings`: lines of sshd_config besides ours; `env`: of what is run over SSH. */
  static async start(
    name: string,
    folder: string,
    { settings = [], env = {} }: { settings?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
  ): Promise<SshMachine> {
    for (const path of ['root/nix/store', 'root/nix/var/nix/profiles', 'root/run/sshd', 'etc'])
      mkdirSync(join(folder, path), { recursive: true });
    // sshd wants its folder to be nobody else's to write; Nix its store to be everybody's to read.
    for (const path of ['root', 'root/nix', 'root/nix/store', 'root/run', 'root/run/sshd'])
      chmodSync(join(folder, path), 0o755);
    for (const key of ['host_key', 'client_key'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, key)]);
    writeFileSync(
      join(folder, 'etc/nix.conf'),
      ['substituters =', 'build-users-group =', 'sandbox = false', ''].join('\n'),
    );
    const port = await freePort();
    const given = {
      PATH: `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`,
      NIX_CONF_DIR: join(folder, 'etc'),
      ...env,
    };
    const words = Object.entries(given).map(([variable, value]) => `"${variable}=${value}"`);
    const lines = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host_key')}`,
      `AuthorizedKeysFile ${join(folder, 'client_key.pub')}`,
      ...['PidFile none', 'UsePAM no', 'StrictModes no', 'PermitRootLogin yes', 'PasswordAuthentication no'],
      ...['KbdInteractiveAuthentication no', 'MaxStartups 100', 'PrintMotd no'],
      ...settings,
      `SetEnv ${words.join(' ')}`,
    ];
    writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`);
    writeFileSync(join(folder, 'up'), '');
    const log = join(folder, 'sshd.log');
    writeFileSync(log, '');
    const apart = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
    const launch = {
      argv: ['unshare', ...apart, 'sh', '-c', INIT, 'init', folder] as const,
      env: { PATH: process.env['PATH'], HOME: homedir() },
    };
    const program = await startProgram(`the machine ${name}`, launch, log);
    const machine = new SshMachine(name, folder, port, program);
    await machine.#listens();
    const [child = ''] = textOf(`/proc/${program.pid}/task/${program.pid}/children`).split(' ');
    machine.#world = worldOf(child) ?? '';
    return machine;
  }

  /** Where a file of it is, for us; a link to an absolute path leads elsewhere. */
  path(file: string): string {
    return join(this.folder, 'root', file);
  }

  /** Where a link of it leads; undefined when there is none. */
  link(file: string): string | undefined {
    return linkTarget(this.path(file));
  }

  /** Puts a program first on the PATH of what is run over SSH. */
  install(program: string, script: string): void {
    mkdirSync(join(this.folder, 'bin'), { recursive: true });
    writeFileSync(join(this.folder, 'bin', program), script, { mode: 0o755 });
  }

  /** The command lines of what runs there, but for its sshd and its first process. */
  processes(): string[] {
    return this.#processes()
      .filter(({ command }) => !/^(\S*sshd|sh -c mount)/.test(command) && !command.startsWith('sleep 0.1'))
      .map(({ command }) => command);
  }

  /** Cuts all connections to it, and lets nobody in until `mend`. */
  cut(): void {
    rmSync(join(this.folder, 'up'), { force: true });
    for (const { pid, command } of this.#processes()) if (/^\S*sshd/.test(command)) killed(pid);
  }

  async mend(): Promise<void> {
    writeFileSync(join(this.folder, 'sshd.log'), '');
    writeFileSync(join(this.folder, 'up'), '');
    await this.#listens();
  }

  async stop(): Promise<void> {
    await this.#program.kill();
    // The first process of its world ends with what started it, and all others with that.
    await waitUntil(() => this.#processes().length === 0, { limitMs: 50_000, what: `${this.name} to be gone` });
  }

  async #listens(): Promise<void> {
    const log = join(this.folder, 'sshd.log');
    const isUp = () => readFileSync(log, 'utf8').includes('Server listening on');
    await waitUntil(isUp, { limitMs: 50_000, what: `the sshd of ${this.name} to listen` });
  }

  /** Those of its world. */
  #processes(): { pid: number; command: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && worldOf(name) === this.#world)
      .map((name) => ({
        pid: Number(name),
        command: textOf(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim(),
      }));
  }
}

/**
 * What an operator's PATH needs to reach machines by their names: an `ssh` that reads a configuration of its own. Its folder; every
 * call of it is a line of `ssh.log` there.
 */
export function sshFor(folder: string, machines: readonly SshMachine[], lines: readonly string[] = []): string {
  const bin = join(folder, 'ssh-bin');
  mkdirSync(bin, { recursive: true });
  const known = machines.map((machine) => {
    const [type = '', key = ''] = readFileSync(join(machine.folder, 'host_key.pub'), 'utf8').split(' ');
    return `[127.0.0.1]:${machine.port} ${type} ${key}`;
  });
  writeFileSync(join(folder, 'known_hosts'), `${known.join('\n')}\n`);
  const blocks = machines.flatMap(({ name, port, folder: own }) => [
    `Host ${name}`,
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  IdentityFile ${join(own, 'client_key')}`,
  ]);
  const all = [
    'Host *',
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${join(folder, 'known_hosts')}`,
    '  GlobalKnownHostsFile none',
  ];
  writeFileSync(join(folder, 'ssh_config'), `${[...lines, ...blocks, ...all].join('\n')}\n`);
  const real = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >>'${join(bin, 'ssh.log')}'\nexec ${real} -F '${join(folder, 'ssh_config')}' "$@"\n`;
  writeFileSync(join(bin, 'ssh'), script, { mode: 0o755 });
  return bin;
}

/** Whether such machines cannot be made here, for only root can mount, and nobody insists. */
export const isSshLeftOut = (): boolean =>
  process.getuid?.() !== 0 && !(process.env['NIXFLEET_REQUIRE'] ?? '').split(',').includes('sshd');

/** The calls of ssh so far. */
export const sshCalls = (bin: string): string[] => {
  const log = join(bin, 'ssh.log');
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
};

/** The first process there: mounts, and an sshd for as long as the machine is to be reached. */
const INIT = `mount --bind "$1/root/nix" /nix && mount --bind "$1/root/run" /run || exit 1
# What a login of this machine's own root would do takes its time.
[ ! -e ~/.bashrc ] || mount --bind /dev/null ~/.bashrc
while :; do
  [ ! -e "$1/up" ] || /usr/sbin/sshd -D -e -f "$1/sshd_config"
  sleep 0.1
done`;

const worldOf = (pid: string): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
};

/** A process may end while we look. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
