import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { Program } from '../program.ts';

const program = new Program();
afterEach(() => rmSync(join(program.home, 'modules'), { recursive: true, force: true }));
afterAll(() => program.stop());

const add = (...flags: string[]) => program.run('host', 'add', ...flags);
const file = (host: string): string => join(program.home, 'modules/_hardware', host, 'disk-config.nix');
/** What Nix makes of it; throws when that is nothing. */
const parsed = (nix: string): string =>
  execFileSync('nix-instantiate', ['--parse', '-'], { input: nix, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });

describe('nixfleet host add', () => {
  test('writes a disk module that Nix can read, and shows what to do next', async () => {
    const { code, stdout } = await add('--hostname', 'edge-42', '--role', 'edge', '--org', 'acme');
    expect(code).toBe(0);
    expect(stdout).toContain('nixosConfigurations.edge-42 = nixfleet.lib.mkHost {');
    expect(stdout).toContain('# edge-42, edge of acme');
    expect(stdout).toContain('./modules/_hardware/edge-42/disk-config.nix');
    expect(stdout).toContain('  1. Put the lines above into your flake');
    expect(stdout).toContain('  2. git add flake.nix modules/_hardware/edge-42');
    expect(stdout).toContain('  3. nixos-anywhere --flake .#edge-42 root@<ip>');
    const disk = readFileSync(file('edge-42'), 'utf8');
    expect(disk).toContain('disko.devices.disk.main');
    expect(parsed(disk)).toContain('/persist');
  });

  test.each([
    ['web-03', 'x86_64-linux'],
    ['in', 'aarch64-linux'],
    ['3com', 'x86_64-linux'],
    ['mac-01', 'aarch64-darwin'],
  ])('shows lines for %s (%s) that Nix can read', async (hostname, platform) => {
    const { stdout } = await add('--hostname', hostname, '--platform', platform, '--json');
    const { snippet, files }: { snippet: string; files: string[] } = JSON.parse(stdout);
    expect(parsed(`{ nixfleet }: {\n${snippet}}`)).toContain('mkHost');
    expect(files).toEqual(platform.endsWith('darwin') ? [] : [`modules/_hardware/${hostname}/disk-config.nix`]);
    expect(existsSync(file(hostname))).toBe(!platform.endsWith('darwin'));
  });

  test('overwrites nothing', async () => {
    await add('--hostname', 'web-03');
    const before = readFileSync(file('web-03'), 'utf8');
    expect(await add('--hostname', 'web-03', '--role', 'kiosk')).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('modules/_hardware/web-03/disk-config.nix exists') },
    });
    expect(readFileSync(file('web-03'), 'utf8')).toBe(before);
  });

  test.each([
    [['--hostname', '../../x'], 1, '--hostname is a label of DNS'],
    [['--hostname', 'x', '--role', 'srver'], 1, 'did you mean server?'],
    [['--hostname', 'x', '--platform', 'riscv64-linux'], 1, '--platform is one of x86_64-linux'],
    [['--hostname', 'x', '--target=-oProxyCommand=touch x'], 1, 'not an SSH destination'],
    [['--hostname', 'x', '--platform', 'x86_64-darwin', '--target', 'root@x'], 1, 'leave it out'],
    [[], 2, '--hostname is required'],
  ])('refuses %j, and writes nothing', async (flags, code, problem) => {
    const end = await add(...flags);
    expect(end).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(problem) });
    expect(existsSync(join(program.home, 'modules'))).toBe(false);
  });
});
