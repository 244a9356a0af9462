import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { below, modeOf, withKeys } from './fleet-keys.ts';
import type { TemplateCopy } from './template-copy.ts';

describe('what nixos-anywhere unpacks as the root of a new host', () => {
  test('has the keys where they outlive a boot, and does not close the root to everybody else', async () => {
    const { copy } = await withKeys();
    const tree = (await copy.done('bash keys.sh tree web-01')).trim();
    const modes = Object.fromEntries([tree, ...below(tree)].map((path) => [path.slice(tree.length), modeOf(path)]));
    expect(modes).toEqual({
      '': '755',
      '/persist': '755',
      '/persist/var': '755',
      '/persist/var/lib': '755',
      '/persist/var/lib/nixfleet-keys': '700',
      '/persist/var/lib/nixfleet-keys/agent.key': '600',
      '/persist/var/lib/nixfleet-keys/agent.pem': '600',
      '/persist/var/lib/nixfleet-keys/fleet-ca.pem': '600',
    });
  });

  test('is there for each host at once, as build-vm takes it', async () => {
    const { copy } = await withKeys();
    const trees = (await copy.done('bash keys.sh trees')).trim();
    expect(readdirSync(trees)).toHaveLength(6);
    expect(readdirSync(join(trees, 'db-01/var/lib/nixfleet-keys'))).toContain('restic-password');
  });

  test('is what the host needs, and nothing that lies beside it', async () => {
    const { copy, keys } = await withKeys();
    writeFileSync(join(keys, 'hosts/web-01/notes.txt'), 'the password is ...');
    writeFileSync(join(keys, 'hosts/web-01/restic-password'), 'of when it was a database');
    const tree = (await copy.done('bash keys.sh tree web-01')).trim();
    expect(readdirSync(join(tree, 'persist/var/lib/nixfleet-keys'))).toEqual([
      'agent.key',
      'agent.pem',
      'fleet-ca.pem',
    ]);
  });

  test('is there for a day', async () => {
    const { copy } = await withKeys();
    const trees = (await copy.done('bash keys.sh trees')).trim();
    await copy.done(`touch --date='25 hours ago' '${trees}/db-01'; bash keys.sh`);
    expect(readdirSync(trees)).toEqual(['cache-01', 'cp-01', 'mon-01', 'web-01', 'web-02']);
  });

  test('is refused for a host whose keys are not all made', async () => {
    const { copy } = await withKeys();
    const tagged = `sed -i 's|tags = \\[ "monitoring" \\]|tags = [ "monitoring" "db" ]|' fleet.nix`;
    expect(await copy.sh(`${tagged}; bash keys.sh tree mon-01`)).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('not all (restic-password is missing): run bash keys.sh') as string,
    });
  });

  test('is refused for a host that the table does not have', async () => {
    const { copy } = await withKeys();
    expect(await copy.sh('bash keys.sh tree web-99')).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('fleet.nix has no host web-99') as string,
    });
  });
});

describe('what is sent to a host that runs', () => {
  /** The folder of a host that is itself a folder: what would be run there is run below it. */
  function aHost(copy: TemplateCopy): string {
    const bin = join(copy.home, 'bin');
    mkdirSync(bin);
    const ssh = `#!/bin/sh\nprintf '%s ' "$@" > "$HOME/asked"\nfor last; do :; done\nsh -c "$(echo "$last" | sed "s| /var/lib| $HOME/root/var/lib|g")"\n`;
    writeFileSync(join(bin, 'ssh'), ssh, { mode: 0o755 });
    return join(copy.home, 'root/var/lib/nixfleet-keys');
  }
  const SEND = 'PATH="$HOME/bin:$PATH" bash keys.sh send';

  test('is put where the options look for it, for root only, over the connection that was asked for', async () => {
    const { copy, keys } = await withKeys();
    const folder = aHost(copy);
    await copy.done(`${SEND} web-01 root@10.0.100.4 -p 2205`);
    expect(readFileSync(join(copy.home, 'asked'), 'utf8')).toMatch(/^-p 2205 -- root@10\.0\.100\.4 umask 077 /);
    expect(modeOf(folder)).toBe('700');
    for (const file of ['agent.key', 'agent.pem', 'fleet-ca.pem']) {
      expect(readFileSync(join(folder, file), 'utf8')).toBe(readFileSync(join(keys, 'hosts/web-01', file), 'utf8'));
      expect(modeOf(join(folder, file))).toBe('600');
    }
  });

  test('takes away what the host had for another tag, and leaves what is not ours', async () => {
    const { copy } = await withKeys();
    const folder = aHost(copy);
    await copy.done(`${SEND} db-01 root@10.0.100.2`);
    writeFileSync(join(folder, 'notes.txt'), '');
    const said = await copy.done(
      `sed -i 's|tags = \\[ "db" \\]|tags = [ "web" ]|' fleet.nix; ${SEND} db-01 root@10.0.100.2`,
    );
    expect(said).toContain('removed restic-password, which db-01 no longer has');
    expect(readdirSync(folder).toSorted()).toEqual(['agent.key', 'agent.pem', 'fleet-ca.pem', 'notes.txt']);
  });
});
