import { describe, expect, test } from 'vitest';
import { evaluated, evaluation } from './evaluate.ts';

/** A configuration, as far as it is looked at. */
const aHost = (hostName: string, agent = 'enable = false;'): string =>
  `{ config = { hostSpec.hostName = "${hostName}"; services.nixfleet-agent = { ${agent} }; }; }`;

const anAgent = (machineId: string, controlPlaneUrl = 'https://cp', allowInsecure = false): string =>
  `enable = true; machineId = "${machineId}"; controlPlaneUrl = "${controlPlaneUrl}"; allowInsecure = ${allowInsecure};`;

const fleet = (linux: string, darwin = ''): string =>
  `{ nixosConfigurations = { ${linux} }; darwinConfigurations = { ${darwin} }; }`;

const problems = (configurations: string): Promise<unknown> =>
  evaluated({ expression: `import ./nix/lib/fleet-problems.nix ${configurations}` });

describe('the problems of a fleet', () => {
  test('are none when every host is a machine of its own', async () => {
    const linux = `a = ${aHost('a', anAgent('a'))}; b = ${aHost('b', anAgent('b'))};`;
    expect(await problems(fleet(linux, `m = ${aHost('m', anAgent('m'))};`))).toEqual([]);
    expect(await problems('{ }')).toEqual([]);
  });

  test('are two hosts with one machine id, also of both systems', async () => {
    const found = await problems(fleet(`a = ${aHost('a', anAgent('x'))};`, `m = ${aHost('m', anAgent('x'))};`));
    expect(found).toEqual([
      'nixosConfigurations.a and darwinConfigurations.m are one machine, "x", to the control plane: set services.nixfleet-agent.machineId apart',
    ]);
  });

  test('are not hosts without an agent, whatever else is not set there', async () => {
    const linux = `a = ${aHost('a')}; b = ${aHost('b', 'enable = false; machineId = "a"; controlPlaneUrl = throw "not set";')};`;
    expect(await problems(fleet(linux))).toEqual([]);
  });

  test('are a host that is called otherwise', async () => {
    expect(await problems(fleet(`web = ${aHost('web-01')};`))).toEqual([
      expect.stringContaining('nixosConfigurations.web has the hostName "web-01"'),
    ]);
  });

  test.each(['http://cp:8080', 'HTTP://cp:8080'])('are an agent that is told %s', async (url) => {
    const [found] = [await problems(fleet(`a = ${aHost('a', anAgent('a', url))};`))];
    expect(found).toEqual([expect.stringMatching(/nixosConfigurations\.a: .*allowInsecure = true/)]);
    expect(await problems(fleet(`a = ${aHost('a', anAgent('a', url, true))};`))).toEqual([]);
  });

  test('are an agent that has no control plane', async () => {
    const agent = 'enable = true; machineId = "a"; allowInsecure = false; controlPlaneUrl = throw "not defined";';
    expect(await problems(fleet(`a = ${aHost('a', agent)};`))).toEqual([
      expect.stringMatching(/^nixosConfigurations\.a: services\.nixfleet-agent\.controlPlaneUrl is not set/),
    ]);
  });

  test('are looked for in host after host, and one that cannot be looked at is named', async () => {
    const linux = `a = ${aHost('a', anAgent('a'))}; b.config.services.nixfleet-agent = { enable = throw "broken"; };`;
    const expression = `import ./nix/lib/fleet-problems.nix ${fleet(linux)}`;
    const { exitCode, said } = await evaluation({ expression, flags: ['--show-trace'] });
    expect(exitCode).not.toBe(0);
    expect(said).toContain('while looking at nixosConfigurations.b');
  });

  test('are two machine ids that are one, of which one is made from a package', async () => {
    const linux = `a = ${aHost('a', anAgent('x'))}; b = { config = { hostSpec.hostName = "b"; services.nixfleet-agent = {
      enable = true; machineId = builtins.substring 0 0 (builtins.toFile "a" "") + "x";
      controlPlaneUrl = "https://cp"; allowInsecure = false; }; }; };`;
    expect(await problems(fleet(linux))).toEqual([expect.stringContaining('are one machine, "x"')]);
  });

  test('are not hosts that NixFleet did not make', async () => {
    expect(await problems(fleet('other.config = { };'))).toEqual([]);
  });
});

describe('a fleet that is checked', () => {
  test('is what it was', async () => {
    const given = fleet(`a = ${aHost('a')};`);
    const same = `let given = ${given}; in import ./nix/lib/check-fleet.nix given == given`;
    expect(await evaluated({ expression: same })).toBe(true);
  });

  test('may be a whole flake', async () => {
    const flake = `{ nixosConfigurations.a = ${aHost('a')}; outPath = "/"; packages = throw "not looked at"; }`;
    expect(await evaluated({ expression: `(import ./nix/lib/check-fleet.nix ${flake}).outPath` })).toBe('/');
  });

  test('says everything that is wrong', async () => {
    const given = fleet(`a = ${aHost('a', anAgent('x'))}; b = ${aHost('c', anAgent('x', 'http://cp'))};`);
    const { exitCode, said } = await evaluation({ expression: `import ./nix/lib/check-fleet.nix ${given}` });
    expect(exitCode).not.toBe(0);
    for (const text of ['hostName "c"', 'are one machine, "x"', 'without TLS']) expect(said).toContain(text);
  });
});
