import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flakeSource, openFlake } from '../../../services/build/flake.ts';
import { aFlake, NIX_CONFIG } from './fleet.ts';
import { standIns } from './stand-ins.ts';

const never = new AbortController().signal;
beforeAll(() => {
  process.env['NIX_CONFIG'] = NIX_CONFIG;
});

describe('opening a flake', () => {
  const fleet = aFlake({ 'web-01': {}, 'a.b': {} }, { mac: {} });
  const empty = mkdtempSync(join(tmpdir(), 'nixfleet-flake-'));
  afterAll(() => {
    fleet.remove();
    rmSync(empty, { recursive: true, force: true });
  });

  test('lists its hosts, NixOS first', async () => {
    const { hosts } = await openFlake(fleet.folder, never);
    expect(hosts).toEqual([
      { name: 'a.b', set: 'nixosConfigurations' },
      { name: 'web-01', set: 'nixosConfigurations' },
      { name: 'mac', set: 'darwinConfigurations' },
    ]);
  });

  test('locks it to its revision', async () => {
    const { source } = await openFlake(fleet.folder, never);
    expect(source.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(source.url).toContain(source.revision);
  });

  test('holds on to a tree with changes as it was', async () => {
    writeFileSync(join(fleet.folder, 'system/new'), 'x');
    writeFileSync(join(fleet.folder, 'flake.nix'), '{ outputs = _: { nixosConfigurations.changed = { }; }; }');
    const { source, hosts } = await openFlake(fleet.folder, never);
    expect(source).toEqual({
      ref: fleet.folder,
      url: expect.stringMatching(/^path:\/nix\/store\/.*\?narHash=sha256-/),
      revision: null,
    });
    expect(hosts.map(({ name }) => name)).toEqual(['changed']);
  });

  test.each([
    ['has neither kind of hosts', '{ outputs = _: { }; }', []],
    ['has only one kind', '{ outputs = _: { darwinConfigurations.mac = { }; }; }', ['mac']],
  ])('is fine with one that %s', async (_, text, expected) => {
    writeFileSync(join(empty, 'flake.nix'), text);
    const { hosts } = await openFlake(`path:${empty}`, never);
    expect(hosts.map(({ name }) => name)).toEqual(expected);
  });

  test.each([
    ['does not parse', '{ outputs = ', 'syntax error'],
    [
      'fails to evaluate its hosts',
      '{ outputs = _: { nixosConfigurations = throw "no hosts today"; darwinConfigurations.mac = { }; }; }',
      'no hosts today',
    ],
  ])("gives Nix's reason for one that %s", async (_, text, reason) => {
    writeFileSync(join(empty, 'flake.nix'), text);
    await expect(openFlake(`path:${empty}`, never)).rejects.toThrow(reason);
  });

  test('refuses a name that is in both sets', async () => {
    writeFileSync(
      join(empty, 'flake.nix'),
      '{ outputs = _: { nixosConfigurations.a = { }; darwinConfigurations.a = { }; }; }',
    );
    await expect(openFlake(`path:${empty}`, never)).rejects.toThrow(
      'host a is in nixosConfigurations and in darwinConfigurations',
    );
  });

  test('says that a folder is not there', async () => {
    await expect(openFlake('/nowhere', never)).rejects.toThrow('the flake /nowhere cannot be evaluated');
  });
});

describe('a reference to a flake', () => {
  const home = mkdtempSync(join(tmpdir(), 'nixfleet-flake-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const write = (folder: string, text: string) => {
    mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, folder, 'flake.nix'), text);
  };
  const commit = (folder: string) => {
    const git = (...argv: string[]) => execFileSync('git', ['-C', join(home, folder), ...argv], { stdio: 'pipe' });
    git('init', '--quiet');
    git('add', '--all');
    git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--message', 'fleet');
  };
  const opened = async (ref: string) => {
    const { source, hosts } = await openFlake(ref, never);
    return { revision: source.revision, url: source.url, hosts: hosts.map(({ name }) => name) };
  };
  const IN_STORE = expect.stringMatching(/^path:\/nix\/store\/.*\?narHash=/);
  const host = (name: string) => `{ outputs = _: { nixosConfigurations.${name} = { }; }; }`;

  test('may be a folder whose name begins with a dash', async () => {
    write('-fleet', host('dashed'));
    const before = process.cwd();
    process.chdir(home);
    try {
      expect(await opened('-fleet')).toEqual({ revision: null, url: IN_STORE, hosts: ['dashed'] });
    } finally {
      process.chdir(before);
    }
  });

  test('may be a folder within a repository', async () => {
    write('repository/hosts/ours', host('inner'));
    commit('repository');
    const expected = { revision: expect.stringMatching(/^[0-9a-f]{40}$/), hosts: ['inner'] };
    expect(await opened(`git+file://${home}/repository?dir=hosts/ours`)).toMatchObject(expected);
    expect(await opened(join(home, 'repository/hosts/ours'))).toMatchObject(expected);
  });

  test('may be a folder within a repository with changes, if Nix is new enough', async () => {
    const nix = standIns({
      nix: `case "$2" in metadata) echo '{"path":"/nix/store/a-source","locked":{"narHash":"sha256-a","dir":"hosts"}}';; *) echo "error: path URL 'path:/nix/store/a-source?dir=hosts' has unsupported parameter 'dir'" >&2; exit 1;; esac`,
    });
    await expect(opened('./hosts')).rejects.toThrow('only when all changes are committed');
    nix.remove();
  });

  test('may be a name in the registry', async () => {
    write('registered', host('known'));
    const to = { type: 'path', path: join(home, 'registered') };
    const registry = { version: 2, flakes: [{ from: { type: 'indirect', id: 'our-fleet' }, to }] };
    writeFileSync(join(home, 'registry.json'), JSON.stringify(registry));
    process.env['NIX_CONFIG'] = `${NIX_CONFIG}\nflake-registry = ${join(home, 'registry.json')}`;
    expect(await opened('our-fleet')).toEqual({ revision: null, url: IN_STORE, hosts: ['known'] });
    process.env['NIX_CONFIG'] = NIX_CONFIG;
  });

  test('may be one without a lock file: Nix writes it, and it is part of what is released', async () => {
    write('input', '{ outputs = _: { name = "locked"; }; }');
    write(
      'unlocked',
      `{ inputs.it.url = "path:${home}/input"; outputs = { it, ... }: { nixosConfigurations.\${it.name} = { }; }; }`,
    );
    commit('unlocked');
    expect(await opened(join(home, 'unlocked'))).toEqual({ revision: null, url: IN_STORE, hosts: ['locked'] });
    expect(readdirSync(join(home, 'unlocked'))).toContain('flake.lock');
  });
});

describe('the source of a flake', () => {
  test('is the reference itself where Nix says nothing of use', () => {
    expect(flakeSource('./fleet', { revision: 'abc' })).toEqual({ ref: './fleet', url: './fleet', revision: 'abc' });
    expect(flakeSource('./fleet', {})).toEqual({ ref: './fleet', url: './fleet', revision: null });
  });

  test('keeps the folder that it is in within its repository', () => {
    const metadata = {
      url: 'git+file:///x',
      path: '/nix/store/abc-source',
      locked: { narHash: 'sha256-a+b/c=', dir: 'sub dir' },
    };
    expect(flakeSource('.', metadata).url).toBe('path:/nix/store/abc-source?narHash=sha256-a%2Bb%2Fc%3D&dir=sub%20dir');
  });
});
