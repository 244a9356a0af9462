import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { BtrfsDisk } from '../../support/btrfs-disk.ts';
import { runToEnd } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp.ts';
import { evaluated, ofTests } from '../evaluate.ts';

/** Where the wipe mounts the disk: nothing tells it otherwise in an initrd. It leaves nothing there. */
const TOP = '/run/nixfleet-wipe-root';

/** What the module puts into the initrd of a host with this disk. */
async function wipeOf(disk: BtrfsDisk, { isSystemd }: { isSystemd: boolean }): Promise<string> {
  const { args } = ofTests('mkHost');
  const expression = `
    let
      tests = import ./nix/tests { nixpkgs = ${args?.['nixpkgs']}; };
      host = tests.mkHost {
        hostName = "wiped";
        platform = "x86_64-linux";
        hostSpec.userName = "deploy";
        modules = [
          {
            nixfleet.impermanence.enable = true;
            boot.initrd.systemd.enable = ${isSystemd};
            fileSystems."/" = { device = "${disk.device}"; fsType = "btrfs"; options = [ "subvol=@root" ]; };
          }
        ];
      };
      inherit (host.config.boot) initrd;
    in
    ${isSystemd ? 'initrd.systemd.services.nixfleet-wipe-root.script' : 'initrd.postResumeCommands'}`;
  return Value.Parse(Type.String(), await evaluated({ expression }));
}

/** As an initrd runs it: NixOS begins scripts of units with `set -e`, the scripted one goes on with the next line. */
async function boot(script: string): Promise<string> {
  const file = join(tempFolder(), 'script');
  writeFileSync(file, `${script}\necho booted\n`);
  const { said } = await runToEnd({ argv: ['bash', '-e', file], env: { PATH: process.env['PATH'] } });
  expect(existsSync(TOP)).toBe(false);
  return said;
}

/** A disk that was used once. */
function used(): BtrfsDisk {
  const disk = BtrfsDisk.make(['@root', '@boot', '@persist']);
  disk.look((root) => {
    writeFileSync(join(root, '@root/yesterday'), '');
    writeFileSync(join(root, '@boot/grub.cfg'), '');
  });
  return disk;
}

const state = (disk: BtrfsDisk) =>
  disk.look((root) => ({
    root: readdirSync(join(root, '@root')),
    boot: readdirSync(join(root, '@boot')),
    old: readdirSync(join(root, 'old_roots')).map((name) => readdirSync(join(root, 'old_roots', name))),
  }));

test('the unit of the systemd initrd wipes the root of a real disk', async () => {
  const disk = used();
  expect(await boot(await wipeOf(disk, { isSystemd: true }))).toBe('');
  expect(state(disk)).toEqual({ root: [], boot: ['grub.cfg'], old: [['yesterday']] });
});

test('the lines of the scripted initrd wipe the root of a real disk, and the boot goes on', async () => {
  const disk = used();
  expect(await boot(await wipeOf(disk, { isSystemd: false }))).toBe('booted');
  expect(state(disk)).toEqual({ root: [], boot: ['grub.cfg'], old: [['yesterday']] });
});
