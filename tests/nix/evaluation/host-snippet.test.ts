import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLATFORMS, ROLES } from '../../../cli/host/new-host.ts';
import { Program } from '../../cli/program.ts';
import { evaluated, evaluation, ofTests } from '../evaluate.ts';

const Said = Type.Object({ snippet: Type.String() });
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ops@test';
const program = new Program();
afterAll(() => program.stop());

/** The lines that the real command prints, as a flake has them: the files that they name lie beside. */
async function snippet(hostname: string, url: string, ...flags: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: program.home, NIXFLEET_CONTROL_PLANE_URL: url };
  const { code, stdout } = await program.startWith(env, 'host', 'add', '--hostname', hostname, '--json', ...flags).end;
  expect(code).toBe(0);
  return Value.Parse(Said, JSON.parse(stdout)).snippet;
}

const withKey = (lines: string): string => lines.replaceAll('ssh-ed25519 AAAA... replace me', KEY);

/** A flake's outputs with these lines in it, and of its hosts what `wanted` says. */
function inFlake(name: string, lines: string, wanted: string) {
  const file = join(program.home, `${name}.nix`);
  writeFileSync(file, `{ nixfleet }: {\n${lines}}\n`);
  const { args = {} } = ofTests('');
  return {
    expression: `
      let
        tests = import ./nix/tests { nixpkgs = ${args['nixpkgs']}; };
        isLinux = { platform, ... }: builtins.match ".*-linux" platform != null;
        bootable = host: if isLinux host then [ ./nix/tests/bootable.nix ] else [ ];
        mkHost = host: tests.mkHost (host // { modules = host.modules ++ bootable host; });
        flake = import ${file} { nixfleet = { inherit (tests) scopes; lib = { inherit mkHost; }; }; };
        hosts = (flake.nixosConfigurations or { }) // (flake.darwinConfigurations or { });
      in builtins.mapAttrs (_: { config, ... }: ${wanted}) hosts`,
  };
}

const combinations = PLATFORMS.flatMap((platform) =>
  ROLES.map((role) => ({ platform, role, hostname: `${role}-${platform.replace('_', '-')}` })),
);

describe('the lines that `host add` prints', () => {
  let hosts: unknown;
  beforeAll(async () => {
    let lines = '';
    for (const { hostname, platform, role } of combinations)
      lines += await snippet(hostname, 'https://cp.test:8080', '--role', role, '--platform', platform);
    const wanted = `{
      toplevel = toString config.system.build.toplevel;
      inherit (config.hostSpec) hostName isDarwin;
      inherit (config.services.nixfleet-agent) enable tags controlPlaneUrl;
      inherit (config) warnings;
      platform = config.nixpkgs.hostPlatform.system or config.nixpkgs.hostPlatform;
    }`;
    hosts = await evaluated(inFlake('flake-hosts', withKey(lines), wanted));
  }, 120_000);

  test.each(combinations)('make a $role on $platform, once its operator has a key', ({ hostname, platform, role }) => {
    expect(hosts).toHaveProperty(hostname, {
      toplevel: expect.stringContaining('/nix/store/'),
      hostName: hostname,
      isDarwin: platform.endsWith('darwin'),
      enable: true,
      tags: [role],
      controlPlaneUrl: 'https://cp.test:8080',
      warnings: [],
      platform,
    });
  });

  test('are refused while the key is still to be replaced', async () => {
    const lines = await snippet('web-01', 'https://cp.test:8080', '--role', 'server');
    const { exitCode, said } = await evaluation(inFlake('no-key', lines, 'toString config.system.build.toplevel'));
    expect(exitCode).not.toBe(0);
    expect(said).toContain('nixfleet.operators.users.admin.sshAuthorizedKeys');
  });

  test.each([
    ['without', '', false],
    ['with', 'allowInsecure = true;', true],
  ])('of a control plane on plain http, %s the word that it may be, evaluate: %s %s', async (name, word, isTaken) => {
    const lines = withKey(await snippet(`plain-${name}`, 'http://cp.test:8080', '--role', 'server'));
    const allowed = lines.replace('enable = true;', `enable = true; ${word}`);
    const found = await evaluation(inFlake(`plain-${name}`, allowed, 'toString config.system.build.toplevel'));
    expect(found.exitCode === 0).toBe(isTaken);
    if (!isTaken) expect(found.said).toContain('services.nixfleet-agent.allowInsecure');
  });
});
