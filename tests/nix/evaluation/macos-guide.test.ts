import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../../support/checkout.ts';
import { tempFolder } from '../../support/temp.ts';
import { evaluated, ofTests } from '../evaluate.ts';

/** The parts of the guide that are Nix, in order. */
const examples = (): string[] =>
  [...readFileSync(join(checkout, 'docs/nix/macos.md'), 'utf8').matchAll(/^```nix\n(.*?)^```$/gms)].map(
    ([, text = '']) => text,
  );

/** A flake's outputs that have the guide's Mac, with its other settings in it too, and the certificates that it names. */
function aFleet([mac = '', ...settings]: readonly string[]): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'certs'));
  for (const name of ['fleet-ca', 'aether']) writeFileSync(join(folder, 'certs', `${name}.pem`), '');
  const { args = {} } = ofTests('');
  writeFileSync(
    join(folder, 'fleet.nix'),
    `let
      inputs = import ${checkout}/nix/tests/stub/inputs.nix { nixpkgs = ${args['nixpkgs']}; };
      made = import ${checkout}/nix/tests/flake-outputs.nix { inherit inputs; };
      settings = { ${settings.join('\n')} };
      nixfleet.lib.mkHost = given: made.lib.mkHost (given // { modules = given.modules ++ [ settings ]; });
    in { ${mac} }`,
  );
  return join(folder, 'fleet.nix');
}

test('the Mac of the guide is one', async () => {
  const mac = `(import ${aFleet(examples())}).darwinConfigurations.aether.config`;
  const expression = `let mac = ${mac}; in {
    broken = map (each: each.message) (builtins.filter (each: !each.assertion) mac.assertions);
    inherit (mac) warnings;
    daemon = mac.launchd.daemons.nixfleet-agent.serviceConfig.ProgramArguments;
    file = builtins.fromJSON mac.environment.etc."nixfleet/health-checks.json".text;
  }`;
  expect(await evaluated({ expression })).toMatchObject({
    broken: [],
    warnings: [],
    daemon: expect.arrayContaining(['--machine-id=aether']) as unknown,
    file: { launchd: [{ labels: ['com.tailscale.tailscaled'] }] },
  });
});
