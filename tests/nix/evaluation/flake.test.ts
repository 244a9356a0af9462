import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Evaluation, evaluated, evaluation } from '../evaluate.ts';
import { nixpkgsNamed } from '../nixpkgs-named.ts';
import { checkout } from '../../support/checkout.ts';

/** A checkout of the real flake-parts: the same outputs come of it as of the stub. */
const FLAKE_PARTS = process.env['NIXFLEET_TEST_FLAKE_PARTS'];

const SYSTEMS = ['aarch64-darwin', 'aarch64-linux', 'x86_64-linux'];

/** The specification's section 8, and what we have beside it. */
const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  lib: ['mkHost', 'mkVmApps', 'checkFleet', 'compliance'],
  nixosModules: [
    'nixfleet-core',
    'nixfleet-agent',
    'nixfleet-control-plane',
    'nixfleet-cache',
    'nixfleet-cache-server',
    ...['nis2', 'dora', 'iso27001', 'anssi', 'governance', 'evidence', 'compliance-check', 'controls', 'compliance'],
    ...['base', 'operators', 'firewall', 'role-server', 'role-workstation', 'role-endpoint', 'role-microvm-guest'],
  ],
  darwinModules: ['nixfleet-core', 'nixfleet-agent', 'nixfleet-cache', 'base', 'operators', 'platform-base'],
  homeManagerModules: ['base', 'impermanence'],
  scopes: ['roles', 'disk-templates', 'operators', 'impermanence', 'compliance'],
  diskoTemplates: ['btrfs', 'btrfs-impermanence', 'ext4'],
  flakeModules: ['apps', 'compliance', 'tests', 'iso', 'formatter'],
  templates: ['default', 'standalone', 'batch', 'fleet', 'demo'],
  nixosConfigurations: ['web-01', 'web-02', 'dev-01', 'edge-01', 'srv-01', 'agent-test', 'infra-test', 'cache-test'],
  complianceReports: ['compliance-test'],
  darwinConfigurations: ['darwin-agent-test'],
};

/** The same of outputs that every system has. */
const PER_SYSTEM: Readonly<Record<string, readonly string[]>> = {
  packages: ['nixfleet-agent', 'nixfleet-compliance', 'nixfleet-control-plane', 'nixfleet-cli', 'default'],
  apps: [
    ...['agent', 'control-plane', 'nixfleet', 'demo', 'validate'],
    ...['build-vm', 'start-vm', 'stop-vm', 'clean-vm', 'test-vm'],
  ],
  devShells: ['default'],
  checks: ['workspace-tests', 'treefmt', 'eval-ssh-hardening', 'eval-agent-tags-health', 'eval-darwin-hostspec'],
};

describe('the flake over a stub of flake-parts', () => {
  outputsOver('null');
});

describe.skipIf(FLAKE_PARTS === undefined)('the flake over the flake-parts of NIXFLEET_TEST_FLAKE_PARTS', () => {
  outputsOver(FLAKE_PARTS ?? 'null');
});

describe('a check of what is evaluated', () => {
  const pkgs = '{ runCommand = name: environment: _: { inherit name; drvPath = environment.verdict; }; }';
  const check = (problem: string, attribute: string) => ({
    expression: `(import ${join(checkout, 'nix/lib/eval-check.nix')} { pkgs = ${pkgs}; } "eval-x" ${problem}).${attribute}`,
  });

  test('is a package when all of it is true', async () => {
    expect(await evaluated(check('null', 'drvPath'))).toBe('eval-x: true');
  });

  test('cannot even be instantiated when something is not, and says what', async () => {
    const { exitCode, said } = await evaluation(check('"the door is shut"', 'drvPath'));
    expect(exitCode).not.toBe(0);
    expect(said).toContain('the door is shut');
  });

  test('has its name all the same: `nix flake show` shows it, and whatever comes after it', async () => {
    expect(await evaluated(check('(throw "a host was evaluated")', 'name'))).toBe('eval-x');
  });
});

function outputsOver(flakeParts: string): void {
  test('has the outputs that are specified', async () => {
    const found = await names(
      flakeParts,
      'builtins.mapAttrs (_: builtins.attrNames) (removeAttrs flake [ "formatter" ])',
    );
    for (const [output, wanted] of Object.entries(OUTPUTS))
      expect(found[output]).toEqual(expect.arrayContaining([...wanted]));
    for (const output of Object.keys(PER_SYSTEM)) expect(found[output]).toEqual(SYSTEMS);
  });

  test.each(SYSTEMS)('has them for %s', async (system) => {
    const sets = `{ inherit (flake) ${Object.keys(PER_SYSTEM).join(' ')}; }`;
    const found = await names(flakeParts, `builtins.mapAttrs (_: set: builtins.attrNames set.${system}) ${sets}`);
    for (const [output, wanted] of Object.entries(PER_SYSTEM))
      expect(found[output]).toEqual(expect.arrayContaining([...wanted]));
  });

  test.each(SYSTEMS)('can evaluate all that %s has', async (system) => {
    const apps = 'builtins.mapAttrs (_: app: assert app.type == "app"; [ app.program ]) flake.apps.${s}';
    const packages = 'builtins.mapAttrs (_: package: [ package.name ]) flake.packages.${s}';
    const checks = 'builtins.mapAttrs (_: check: [ check.name ]) flake.checks.${s}';
    const others = '{ shell = [ flake.devShells.${s}.default.name ]; formatter = [ flake.formatter.${s}.name ]; }';
    const found = await names(flakeParts, `let s = "${system}"; in ${apps} // ${packages} // ${checks} // ${others}`);
    expect(found['nixfleet']).toEqual([expect.stringMatching(/\/bin\/nixfleet$/)]);
    expect(found['eval-ssh-hardening']).toEqual(['eval-ssh-hardening']);
    // Where they are not, Nix would refuse to build them: nobody has a builder with KVM for each system.
    expect(Object.keys(found).some((name) => name.startsWith('vm-'))).toBe(system === 'x86_64-linux');
  });

  test('has the VM tests for other Linux beside the checks', async () => {
    const of = (system: string) => `builtins.attrNames (flake.legacyPackages.${system}.vmTests or { })`;
    const found = await names(flakeParts, `{ arm = ${of('aarch64-linux')}; mac = ${of('aarch64-darwin')}; }`);
    expect(found['arm']).toContain('fleet-revert');
    expect(found['mac']).toEqual([]);
  });
}

async function names(flakeParts: string, expression: string): Promise<Record<string, string[]>> {
  return (await evaluated(ofFlake(flakeParts, expression))) as Record<string, string[]>;
}

function ofFlake(flakeParts: string, expression: string): Evaluation {
  const flake = `import ${join(checkout, 'nix/tests/flake.nix')} { nixpkgs = ${nixpkgsNamed()}; flakeParts = ${flakeParts}; }`;
  return { expression: `let flake = ${flake}; in ${expression}` };
}
