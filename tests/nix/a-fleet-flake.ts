import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a flake without inputs, with the outputs that `outputs` is: the body of an attribute set; `ok` and `failing` make builds. */
export function aFlake(folder: string, outputs: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'flake.nix'), FLAKE.replace('OUTPUTS', outputs).replace('SALT', folder));
  return folder;
}

/** NixOS hosts of a flake, as far as the VM apps look at them. */
export const hostsNamed = (...names: string[]): string =>
  `nixosConfigurations = { ${names.map((name) => `${name} = host;`).join(' ')} };`;

const FLAKE = `{
  outputs = { self }: let
    made = name: script: derivation {
      inherit name;
      system = "x86_64-linux";
      builder = "/bin/sh";
      args = [ "-c" script ];
      # What was built once would not be built again.
      salt = "SALT";
    };
    ok = name: made name "echo \${name} >$out";
    failing = name: words: made name "echo '\${words}' >&2; exit 3";
    host.config = {
      nixpkgs.hostPlatform.system = "x86_64-linux";
      hostSpec = { userName = "deploy"; home = "/home/deploy"; };
      users.users.deploy.uid = null;
      nixfleet.impermanence = { enable = true; persistRoot = "/keep"; };
    };
  in {
    OUTPUTS
  };
}
`;
