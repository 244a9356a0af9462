import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from '../support/processes.ts';

/** How many hosts a flake has, and among how many closures they are divided. */
export interface FlakeSize {
  readonly hosts: number;
  readonly derivations: number;
}

/** Writes a git flake whose hosts share their closures, none of which Nix has built before. */
export async function writeSharedFlake(folder: string, size: FlakeSize, env: NodeJS.ProcessEnv): Promise<void> {
  mkdirSync(join(folder, 'system'), { recursive: true });
  writeFileSync(join(folder, 'system/version'), `${folder}\n`);
  writeFileSync(join(folder, 'flake.nix'), flakeText(size));
  await git(folder, env, 'init', '--quiet');
  await git(folder, env, 'add', '--all');
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  await git(folder, env, ...author, 'commit', '--quiet', '--message', 'fleet');
}

const flakeText = ({ hosts, derivations }: FlakeSize): string => `{
  outputs = _: {
    nixosConfigurations = builtins.listToAttrs (builtins.genList (index: {
      name = "host-\${toString index}";
      value = {
        pkgs.system = "x86_64-linux";
        config.services.nixfleet-agent.tags = [ "bench" ];
        config.system.build.toplevel = derivation {
          name = "nixos-system-\${toString (index - index / ${derivations} * ${derivations})}";
          system = "x86_64-linux";
          builder = "builtin:buildenv";
          derivations = "true 5 1 \${./system}";
          manifest = "/dev/null";
        };
      };
    }) ${hosts});
  };
}
`;

async function git(folder: string, env: NodeJS.ProcessEnv, ...words: string[]): Promise<void> {
  const { exitCode, said } = await runToEnd({ argv: ['git', '-C', folder, ...words], env });
  if (exitCode !== 0) throw new Error(`git ${words.join(' ')} failed:\n${said}`);
}
