import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../services/host/process.ts';
import { aFolder } from './waiting.ts';

/** Nix as tests use it: no network, no build users. */
export const NIX_ENV = {
  NIX_CONFIG: ['extra-experimental-features = nix-command flakes', 'substituters =', 'build-users-group ='].join('\n'),
};

/** Moves the link, as the real `switch-to-configuration` does. */
const SWITCH = `#!/bin/sh
test "$1" = switch || exit 64
mkdir -p "$NIXFLEET_ROOT/run"
ln -sfn "$(dirname "$(dirname "$0")")" "$NIXFLEET_ROOT/run/current-system"
`;

/** A closure in the Nix store whose switch runs this script after it has moved the link. */
export async function aClosure(name: string, script = ''): Promise<string> {
  const folder = join(await aFolder(), name);
  await mkdir(join(folder, 'bin'), { recursive: true });
  const program = join(folder, 'bin', 'switch-to-configuration');
  await writeFile(program, `${SWITCH}${script}\n`);
  await chmod(program, 0o755);
  const { stdout } = await run({ argv: ['nix-store', '--add', folder], env: NIX_ENV });
  return stdout.trim();
}
