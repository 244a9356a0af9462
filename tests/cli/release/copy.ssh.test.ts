import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { targetCopyCommand } from '../../../services/build/targets.ts';
import { aFlake, linkFarm } from '../../services/build/fleet.ts';
import { sshCalls, sshFor, SshMachine } from '../../support/a-sshd.ts';
import { Program } from '../program.ts';

const program = new Program();
const folder = mkdtempSync(join(tmpdir(), 'nixfleet-copy-'));
const path = process.env['PATH'];
const fleet = aFlake(
  {
    // Two hosts that share a closure: each has to get it.
    'web-01': { toplevel: linkFarm('shared') },
    'web-02': { toplevel: linkFarm('shared') },
    'gone-01': {},
  },
  {
    mac: {
      nix: `{ pkgs.stdenv.hostPlatform.system = "aarch64-darwin"; config.system.build.toplevel = ${linkFarm('mac')}; }`,
    },
  },
);
let machines: SshMachine[];
let bin: string;

beforeAll(async () => {
  await program.startControlPlane();
  await program.run('bootstrap');
  machines = await Promise.all(['web-01', 'web-02'].map((name) => SshMachine.start(name, join(folder, name))));
  // A host that ssh knows, and that listens nowhere.
  bin = sshFor(folder, machines, ['Host gone-01', '  HostName 127.0.0.1', '  Port 1']);
  process.env['PATH'] = `${bin}:${path}`;
});
afterAll(async () => {
  process.env['PATH'] = path;
  await Promise.all(machines.map((machine) => machine.stop()));
  await program.stop();
  fleet.remove();
  rmSync(folder, { recursive: true, force: true });
});

const create = (...argv: string[]) => program.run('release', 'create', '--flake', fleet.folder, '--copy', ...argv);
const releases = async (): Promise<unknown[]> => JSON.parse((await program.run('release', 'list', '--json')).stdout);

/** Whether a machine's Nix has a path, with all that it needs. */
function has(machine: SshMachine, storePath: string): boolean {
  if (!existsSync(machine.path(storePath))) return false;
  const words = ['-o', 'BatchMode=yes', '--', `root@${machine.name}`, `nix-store --check-validity ${storePath}`];
  execFileSync('ssh', words, { stdio: 'pipe' });
  return true;
}

describe('a release that is copied to its hosts', () => {
  test('is not registered when a host cannot be reached, which is named with the reason; the others have it', async () => {
    const end = await create('--json');
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toMatch(/✖ gone-01 failed while pushing: cannot copy to root@gone-01: .*\n.*Connection refused/);
    expect(end.stderr).toContain('1 of 4 hosts failed: gone-01');
    expect(end.stderr).toContain('3 hosts copied to: the closures stay in their stores, and nothing is activated.');
    expect(end.stderr).toContain('mac is not copied to: macOS lets nobody in as root');
    expect(await releases()).toEqual([]);
  });

  test('goes without that host if that will do, and each other host has its closure, also where two share one', async () => {
    const end = await create('--allow-partial', '--chunk-size', '1', '--json');
    expect(end.code).toBe(0);
    const { entries, failed, cache_url: url } = JSON.parse(end.stdout);
    expect(url).toBeNull();
    expect(failed).toEqual([expect.objectContaining({ hostname: 'gone-01', step: 'pushing' })]);
    expect(entries.map(({ hostname }: { hostname: string }) => hostname)).toEqual(['web-01', 'web-02', 'mac']);
    const [{ store_path: closure }] = entries;
    expect(entries[1].store_path).toBe(closure);
    for (const machine of machines) expect(has(machine, closure)).toBe(true);
    expect(sshCalls(bin).filter((line) => line.includes('mac'))).toEqual([]);
  });

  test('goes over connections that ask nobody and do not wait for ever', () => {
    const calls = sshCalls(bin).filter((line) => line.includes('nix-store --serve'));
    expect(calls.length).toBeGreaterThan(0);
    for (const line of calls) expect(line).toMatch(/-o BatchMode=yes .*-o ConnectTimeout=/);
  });

  test('ends at Ctrl-C while a host does not answer', async () => {
    const [machine] = machines;
    machine?.install('nix-store', '#!/bin/sh\nexec cat >/dev/null\n');
    const running = program.start('release', 'create', '--flake', fleet.folder, '--hosts', 'web-01', '--copy');
    await expect.poll(() => machine?.processes().join()).toContain('cat');
    running.interrupt();
    expect(await running.end).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('Interrupted: stopped before anything was registered.'),
    });
    await expect.poll(() => machine?.processes()).toEqual([]);
    rmSync(join(machine?.folder ?? '', 'bin/nix-store'));
  });
});

describe('a release that is pushed to a machine over SSH', () => {
  const push = (url: string) =>
    program.run('release', 'create', '--flake', fleet.folder, '--hosts', 'gone-01', '--push-to', url, '--json');

  test('is in its store, and agents are told of it', async () => {
    const end = await push('ssh://root@web-02?compress=true');
    expect(end).toMatchObject({ code: 0 });
    const { entries, cache_url: url } = JSON.parse(end.stdout);
    expect(url).toBe('ssh://root@web-02');
    const [, second] = machines;
    expect(second && has(second, entries[0].store_path)).toBe(true);
  });

  test('says what ssh says when nobody is there', async () => {
    const end = await push('ssh://root@gone-01');
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toMatch(
      /gone-01 failed while pushing: cannot push to ssh:\/\/root@gone-01: .*\n.*Connection refused/,
    );
  });
});

describe('a copy to a host', () => {
  test('is a command that takes from the substitutes of the host', () => {
    const { argv, env } = targetCopyCommand({ name: 'web-01', path: '/nix/store/x' });
    expect(argv).toEqual([
      ...['nix-copy-closure', '--use-substitutes', '--to', 'root@web-01', '/nix/store/x'],
      ...['--gzip', '--log-format', 'internal-json', '-v'],
    ]);
    expect(env?.['NIX_SSHOPTS']).toContain('-o BatchMode=yes');
  });

  test.each([
    [{ name: '-oProxyCommand=id x', path: '/nix/store/x' }, 'not an SSH destination'],
    [{ name: 'web-01', path: '/nix/store/../etc' }, 'not a store path'],
  ])('is refused for %j', (copy, why) => {
    expect(() => targetCopyCommand(copy)).toThrow(why);
  });
});
