import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkout } from '../../support/checkout.ts';
import { tempFolder } from '../../support/temp.ts';
import { evaluated, ofTests } from '../evaluate.ts';

const text = readFileSync(join(checkout, 'docs/nix/mk-host.md'), 'utf8');
/** What `nixos-generate-config` writes of disks: no boot loader, which is the host's to say. */
const HARDWARE = `{ lib, ... }: {
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
  networking.useDHCP = lib.mkDefault true;
}`;
const examples = [...text.matchAll(/^```nix\n(.*?)^```$/gms)].map(
  ([, code = '']) => [code.split(/\s*=/)[0], code] as const,
);

/** Outputs of a flake with this example in it; each of its hosts as a path, refused when an assertion does not hold. */
function outputs(code: string) {
  const folder = tempFolder();
  writeFileSync(join(folder, 'hardware-configuration.nix'), HARDWARE);
  writeFileSync(join(folder, 'outputs.nix'), `{ self, nixfleet, nixpkgs }: {\n${code}}\n`);
  const { args = {} } = ofTests('');
  return {
    expression: `
      let
        inputs = import ./nix/tests/stub/inputs.nix { nixpkgs = ${args['nixpkgs']}; };
        nixfleet = import ./nix/tests/flake-outputs.nix { inherit inputs; };
        self = { rev = "0123"; } // import ${folder}/outputs.nix { inherit self nixfleet; inherit (inputs) nixpkgs; };
        built = builtins.mapAttrs (_: host: toString host.config.system.build.toplevel);
      in
      built (self.nixosConfigurations or { }) // built (self.darwinConfigurations or { })
        // builtins.mapAttrs (_: toString) (self.checks.aarch64-linux or { })`,
  };
}

describe('the examples of docs/nix/mk-host.md', () => {
  test('are found', () => expect(examples.length).toBeGreaterThan(4));

  test.each(examples)('evaluate: %s', async (_, code) => {
    const hosts = await evaluated(outputs(code));
    expect(Object.values(Object(hosts))).not.toEqual([]);
    for (const path of Object.values(Object(hosts))) expect(path).toContain('/nix/store/');
  });
});
