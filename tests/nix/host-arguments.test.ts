import { describe, expect, test } from 'vitest';
import { evaluated, evaluation } from './evaluate.ts';

const argumentsOf = (given: string) => ({ expression: `import ./nix/lib/host-arguments.nix (${given})` });

/** What mkHost says to arguments that it refuses. */
async function refusal(given: string): Promise<string> {
  const { exitCode, said } = await evaluation(argumentsOf(given));
  expect(exitCode).not.toBe(0);
  return said;
}

describe('the arguments of mkHost', () => {
  test('are completed', async () => {
    expect(await evaluated(argumentsOf('{ hostName = "a"; platform = "aarch64-linux"; }'))).toEqual({
      hostName: 'a',
      platform: 'aarch64-linux',
      isDarwin: false,
      stateVersion: '24.11',
      hostSpec: {},
      modules: [],
      isVm: false,
      self: null,
      specialArgs: {},
    });
  });

  test.each(['18.03', '20.09', '21.05', '25.11'])('may name the release %s', async (release) => {
    const { expression } = argumentsOf(`{ hostName = "a"; platform = "x86_64-linux"; stateVersion = "${release}"; }`);
    expect(await evaluated({ expression: `(${expression}).stateVersion` })).toBe(release);
  });

  test.each(['aarch64-darwin', 'x86_64-darwin'])('%s is a Mac', async (platform) => {
    const { expression } = argumentsOf(`{ hostName = "a"; platform = "${platform}"; }`);
    expect(await evaluated({ expression: `(${expression}).isDarwin` })).toBe(true);
  });

  test('may hand over a flake that is still being evaluated', async () => {
    const { expression } = argumentsOf('{ hostName = "a"; platform = "x86_64-linux"; self = throw "too early"; }');
    expect(await evaluated({ expression: `(${expression}).hostName` })).toBe('a');
  });
});

describe('mkHost refuses', () => {
  const host = 'hostName = "a"; platform = "x86_64-linux";';
  test.each([
    ['what is no set', '"web-01"', ['mkHost takes a set', '"web-01"']],
    ['a host without name', '{ platform = "x86_64-linux"; }', ['hostName is missing', 'hostName = "web-01"']],
    ['a host without platform', '{ hostName = "a"; }', ['host "a"', 'platform is missing', 'x86_64-linux']],
    ['an unknown platform', '{ hostName = "a"; platform = "riscv64-linux"; }', ['riscv64-linux', 'aarch64-darwin']],
    ['a platform that is no text', '{ hostName = "a"; platform = { }; }', ['platform is a set']],
    ['an unknown argument', `{ ${host} stateversion = "25.11"; }`, ['no argument `stateversion`', 'stateVersion']],
    ['an odd release', `{ ${host} stateVersion = "25"; }`, ['stateVersion is "25"', 'first installed']],
    ['a release that is a number', `{ ${host} stateVersion = 25.11; }`, ['stateVersion is 25.11']],
    ['modules that are no list', `{ ${host} modules = { }; }`, ['modules is a set', 'a list of modules']],
    ['a hostSpec that is no set', `{ ${host} hostSpec = x: x; }`, ['hostSpec is a function']],
    ['isVm that is a text', `{ ${host} isVm = "yes"; }`, ['isVm is "yes"', 'true or false']],
    ['specialArgs that are no set', `{ ${host} specialArgs = [ ]; }`, ['specialArgs is a list']],
    ['two names', `{ ${host} hostSpec.hostName = "b"; }`, ['hostSpec.hostName is "b"', 'hostName is "a"']],
    ['a Mac that is none', `{ ${host} hostSpec.isDarwin = true; }`, ['hostSpec.isDarwin', 'x86_64-linux']],
    ['a Mac for QEMU', '{ hostName = "a"; platform = "aarch64-darwin"; isVm = true; }', ['isVm is for NixOS']],
  ])('%s', async (_, given, says) => {
    const said = await refusal(given);
    for (const text of says) expect(said).toContain(text);
  });

  test('everything at once', async () => {
    const said = await refusal('{ platform = "linux"; hosts = 3; isVm = 1; }');
    for (const text of ['hostName is missing', '`hosts`', '"linux"', 'isVm is 1']) expect(said).toContain(text);
  });
});
