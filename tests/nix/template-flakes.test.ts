import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkout } from '../support/checkout.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';

/** Flakes without network in the place of ours and its inputs: a host is the arguments of mkHost. */
const FLAKES: Readonly<Record<string, string>> = {
  nixpkgs: `{
    outputs = _: { lib = { inherit (builtins) mapAttrs; hasInfix = infix: text: builtins.match ".*\${infix}.*" text != null; }; };
  }`,
  'flake-parts': `{ outputs = _: { lib.mkFlake = _: module: module.flake; }; }`,
  nixfleet: `{
    inputs = { nixpkgs.url = "path:@/nixpkgs"; flake-parts.url = "path:@/flake-parts"; };
    outputs = _: {
      lib.mkHost = host: { config = { inherit (host) hostName platform; files = map toString (builtins.filter builtins.isPath host.modules); }; };
      scopes = { roles.server = null; disko = null; backup = null; monitoring-server = null; };
      diskoTemplates = { ext4 = _: null; };
      flakeModules = { apps = null; iso = null; formatter = null; tests = null; };
      templates = builtins.mapAttrs (name: _: { path = ./templates + "/\${name}"; description = name; }) (builtins.readDir ./templates);
    };
  }`,
};

/** A fleet in a git repository of its own, begun with a template by the real Nix. */
class Fleet {
  readonly #place = tempFolder();
  readonly folder = join(this.#place, 'fleet');
  readonly #env = { ...fleetEnvironment(this.#place), GIT_CONFIG_GLOBAL: '/dev/null' };

  constructor() {
    for (const folder of [...Object.keys(FLAKES), 'fleet', 'home', 'tmp']) mkdirSync(join(this.#place, folder));
    cpSync(join(checkout, 'nix/templates'), join(this.#place, 'nixfleet/templates'), { recursive: true });
    for (const [name, text] of Object.entries(FLAKES)) {
      writeFileSync(join(this.#place, name, 'flake.nix'), text.replaceAll('@', this.#place));
    }
  }

  static async of(template: string): Promise<Fleet> {
    const fleet = new Fleet();
    await fleet.sh(`nix flake init -t 'path:${fleet.#place}/nixfleet#${template}'`);
    await fleet.sh('git init --quiet && git add .');
    await fleet.sh(`sed -i 's|github:OWNER/nixfleet|path:${fleet.#place}/nixfleet|' flake.nix && nix flake lock`);
    return fleet;
  }

  async sh(line: string): Promise<string> {
    const argv = ['bash', '-euo', 'pipefail', '-c', line] as const;
    const { exitCode, stdout, said } = await runToEnd({ argv, env: this.#env, cwd: this.folder });
    if (exitCode !== 0) throw new Error(`${line}\n${said}`);
    return stdout;
  }

  async json(line: string): Promise<unknown> {
    return JSON.parse(await this.sh(line));
  }
}

describe('a fleet that is begun with `nix flake init -t`', () => {
  test.each([
    ['standalone', ['myhost']],
    ['fleet', ['cache-01', 'cp-01', 'db-01', 'mon-01', 'web-01', 'web-02']],
  ])('shows the hosts of the template %s', async (template, hosts) => {
    const fleet = await Fleet.of(template);
    const shown = await fleet.json('nix flake show --json');
    expect(shown).toEqual({
      nixosConfigurations: Object.fromEntries(hosts.map((host) => [host, { type: 'nixos-configuration' }])),
    });
  });

  test('has the files that the announcement tells a newcomer to edit', async () => {
    const fleet = await Fleet.of('standalone');
    const files = ['flake.nix', 'disk-config.nix', 'hardware-configuration.nix'];
    expect(readdirSync(fleet.folder)).toEqual(expect.arrayContaining(files));
  });

  test('shows fifty-one hosts of the template batch', async () => {
    const fleet = await Fleet.of('batch');
    const names = await fleet.json('nix eval --json .#nixosConfigurations --apply builtins.attrNames');
    expect(names).toHaveLength(51);
    expect(names).toEqual(expect.arrayContaining(['control-plane', 'edge-01', 'edge-50']));
  });

  test('has one nixpkgs: that of NixFleet', async () => {
    const fleet = await Fleet.of('fleet');
    const { nodes } = (await fleet.json('cat flake.lock')) as { nodes: Record<string, unknown> };
    expect(Object.keys(nodes).toSorted()).toEqual(['flake-parts', 'nixfleet', 'nixpkgs', 'root']);
    expect(nodes['root']).toMatchObject({ inputs: { nixpkgs: ['nixfleet', 'nixpkgs'] } });
  });

  test('has all modules of a host in what git knows, and the files that begin with a dot', async () => {
    const fleet = await Fleet.of('fleet');
    const files = await fleet.json('nix eval --json .#nixosConfigurations.web-01.config.files');
    const names = (files as string[]).map((file) => file.replace(/^\/nix\/store\/[^/]+\//, ''));
    expect(names.toSorted()).toEqual([
      'modules/agent.nix',
      'modules/cache-client.nix',
      'modules/keys.nix',
      'modules/network.nix',
      'modules/operators.nix',
      'modules/tags/web.nix',
      'modules/virtual-machine.nix',
    ]);
    expect((await fleet.sh('git ls-files modules')).split('\n')).toEqual(expect.arrayContaining(names));
    expect(readdirSync(fleet.folder)).toEqual(expect.arrayContaining(['.nixfleet.toml', '.gitignore', 'keys.sh']));
  });
});
