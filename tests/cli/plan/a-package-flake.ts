import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NIX_CONFIG } from '../../services/build/fleet.ts';

/** A git flake whose hosts are made of packages that really are built. */
export class PackageFlake {
  readonly folder = mkdtempSync(join(tmpdir(), 'nixfleet-flake-'));
  readonly #salt = randomUUID();

  constructor() {
    this.#run('git', 'init', '--quiet');
  }

  /** Says which packages each host is made of, as their store names say: `hello-2.10`; and commits that. */
  write(hosts: Readonly<Record<string, readonly string[]>>): this {
    for (const name of new Set(Object.values(hosts).flat())) {
      // Of its own name at the top: what several packages have is merged, and Nix then links past them.
      const folder = join(this.folder, 'packages', name, name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'content'), `${name} ${this.#salt}\n`);
    }
    const lists = Object.entries(hosts).map(
      ([host, packages]) => `"${host}" = host "${host}" [ ${packages.map((name) => `"${name}"`).join(' ')} ];`,
    );
    writeFileSync(join(this.folder, 'flake.nix'), flakeOf(lists.join(' ')));
    this.#run('git', 'add', '--all');
    this.#run(
      'git',
      ...['-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--message', 'fleet'],
    );
    return this;
  }

  /** Builds hosts without the CLI: their systems by name. */
  built(...hosts: readonly string[]): Record<string, string> {
    const attributes = hosts.map((host) => `${this.folder}#nixosConfigurations.${host}.config.system.build.toplevel`);
    const built = attributes.map((attribute) => this.#run('nix', 'build', '--no-link', '--json', attribute));
    const outputs = built.map((json) => JSON.parse(json) as [{ outputs: { out: string } }]);
    return Object.fromEntries(hosts.map((host, index) => [host, outputs[index]?.[0].outputs.out ?? '']));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(program: string, ...argv: readonly string[]): string {
    const env = { ...process.env, NIX_CONFIG };
    return execFileSync(program, argv, { cwd: this.folder, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

const flakeOf = (hosts: string): string => `{
  outputs = { self }: let
    link = name: folders: builtins.derivation {
      inherit name;
      system = "x86_64-linux";
      builder = "builtin:buildenv";
      manifest = "/dummy";
      derivations = builtins.concatMap (folder: [ "true" 5 1 "\${folder}" ]) folders;
    };
    package = name: link name [ (builtins.path { path = ./packages + "/\${name}"; name = "source"; }) ];
    host = name: packages: {
      pkgs.system = "x86_64-linux";
      config.services.nixfleet-agent.tags = [ "web" ];
      config.system.build.toplevel = link "nixos-system-\${name}-24.05" (map package packages);
    };
  in { nixosConfigurations = { ${hosts} }; };
}
`;
