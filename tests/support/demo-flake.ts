import { chmodSync, cpSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './checkout.ts';
import { runToEnd } from './processes.ts';

/** What a host's web server says: with which version, and with which status. */
export interface Site {
  readonly version: string;
  readonly status: 200 | 500;
}

const TEMPLATE = join(checkout, 'nix/templates/demo');
const AUTHOR = ['-c', 'user.name=demo', '-c', 'user.email=demo@localhost'];

/** The fleet of `nix/templates/demo` as a git repository of its own. */
export class DemoFlake {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#env = env;
  }

  /** Writes the template for this machine's platform, and makes it a repository. */
  async create(): Promise<this> {
    cpSync(TEMPLATE, this.folder, { recursive: true });
    makeWritable(this.folder);
    writeFileSync(join(this.folder, 'platform'), `${platform()}\n`);
    for (const script of ['bin/switch-to-configuration', 'activate'])
      chmodSync(join(this.folder, 'system', script), 0o755);
    await this.#git('init', '--quiet');
    await this.commit('a fleet of six');
    return this;
  }

  /** The hosts, in order. */
  hosts(): string[] {
    return readdirSync(join(this.folder, 'hosts')).toSorted();
  }

  /** Writes what hosts shall say from the next commit on. */
  write(hosts: readonly string[], { version, status }: Site): void {
    for (const host of hosts) {
      writeFileSync(join(this.folder, 'hosts', host, 'site/version'), `${version}\n`);
      writeFileSync(join(this.folder, 'hosts', host, 'site/status'), `${status}\n`);
    }
  }

  async commit(message: string): Promise<void> {
    await this.#git('add', '--all');
    await this.#git(...AUTHOR, 'commit', '--quiet', '--message', message);
  }

  /** Builds all hosts without the CLI, for machines that run something before they are managed: closures by host. */
  async built(): Promise<Map<string, string>> {
    const attribute = (host: string) => `${this.folder}#nixosConfigurations.${host}.config.system.build.toplevel`;
    const build = ['nix', 'build', '--json', '--no-link', ...this.hosts().map(attribute)] as const;
    const { exitCode, stdout, said } = await runToEnd({ argv: build, env: this.#env });
    if (exitCode !== 0) throw new Error(`the demo's flake does not build:\n${said}`);
    const built = JSON.parse(stdout) as { outputs: { out: string } }[];
    const closureOf = (host: string) =>
      built.find(({ outputs }) => outputs.out.includes(`-nixos-system-${host}-`))?.outputs.out;
    return new Map(this.hosts().map((host) => [host, closureOf(host) ?? '']));
  }

  /** The tags of all hosts, as their agents are given them. */
  async tags(): Promise<Map<string, string[]>> {
    const apply = 'builtins.mapAttrs (_: host: host.config.services.nixfleet-agent.tags)';
    const argv = ['nix', 'eval', '--json', `${this.folder}#nixosConfigurations`, '--apply', apply] as const;
    const { exitCode, stdout, said } = await runToEnd({ argv, env: this.#env });
    if (exitCode !== 0) throw new Error(`the demo's flake does not evaluate:\n${said}`);
    return new Map(Object.entries(JSON.parse(stdout) as Record<string, string[]>));
  }

  async #git(...words: string[]): Promise<void> {
    const { exitCode, said } = await runToEnd({ argv: ['git', '-C', this.folder, ...words], env: this.#env });
    if (exitCode !== 0) throw new Error(`git ${words.join(' ')} failed:\n${said}`);
  }
}

/** What is copied out of a Nix store is as read-only as it is there. */
function makeWritable(folder: string): void {
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  for (const path of [folder, ...inside]) chmodSync(path, statSync(path).mode | 0o200);
}

/** This machine as Nix names it. */
function platform(): string {
  const processors: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };
  return `${processors[process.arch] ?? process.arch}-${process.platform}`;
}
