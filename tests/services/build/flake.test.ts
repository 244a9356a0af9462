import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flakeSource, openFlake } from '../../../services/build/flake.ts';
import { aFlake, NIX_CONFIG } from './fleet.ts';

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

describe('the source of a flake', () => {
  test('keeps the folder that it is in within its repository', () => {
    const metadata = {
      url: 'git+file:///x',
      path: '/nix/store/abc-source',
      locked: { narHash: 'sha256-a+b/c=', dir: 'sub dir' },
    };
    expect(flakeSource('.', metadata).url).toBe('path:/nix/store/abc-source?narHash=sha256-a%2Bb%2Fc%3D&dir=sub%20dir');
  });
});
