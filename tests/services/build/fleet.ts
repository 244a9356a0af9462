import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What real Nix needs here: no network, no build users. */
export const NIX_CONFIG = [
  'extra-experimental-features = nix-command flakes',
  'substituters =',
  'build-users-group =',
].join('\n');

/** A host of a test's flake, as Nix: a healthy one unless told otherwise. */
export interface TestHost {
  readonly tags?: readonly string[];
  /** `toplevel` as a Nix expression. */
  readonly toplevel?: string;
  /** The whole host as a Nix expression. */
  readonly nix?: string;
}

/** A derivation that links a folder of the flake; `salt` makes it one of its own. */
export const linkFarm = (salt: string, folder = '${./system}'): string =>
  `builtins.derivation { name = "system-${salt}"; system = "x86_64-linux"; builder = "builtin:buildenv"; manifest = "/dummy"; derivations = [ "true" 5 1 "${folder}" ]; }`;

/** A git flake in a folder of its own; `remove` takes it away. */
export function aFlake(hosts: Readonly<Record<string, TestHost>>, darwin: Readonly<Record<string, TestHost>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-flake-'));
  mkdirSync(join(folder, 'system/bin'), { recursive: true });
  // Its own content, so that no other test run has built it already.
  writeFileSync(join(folder, 'system/bin/switch-to-configuration'), `#!/bin/sh\n# ${folder}\n`, { mode: 0o755 });
  const sets = `nixosConfigurations = ${configurations(hosts)}; darwinConfigurations = ${configurations(darwin)};`;
  writeFileSync(join(folder, 'flake.nix'), `{ outputs = { self }: { ${sets} }; }\n`);
  const git = (...argv: string[]) => execFileSync('git', ['-C', folder, ...argv], { stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--message', 'fleet');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function configurations(hosts: Readonly<Record<string, TestHost>>): string {
  return `{ ${Object.entries(hosts)
    .map(([name, host]) => `"${name}" = ${configuration(name, host)};`)
    .join(' ')} }`;
}

function configuration(name: string, { tags = [], toplevel, nix }: TestHost): string {
  const list = `[ ${tags.map((tag) => `"${tag}"`).join(' ')} ]`;
  return (
    nix ??
    `{ pkgs.system = "x86_64-linux"; config.services.nixfleet-agent.tags = ${list}; config.system.build.toplevel = ${toplevel ?? linkFarm(name)}; }`
  );
}
