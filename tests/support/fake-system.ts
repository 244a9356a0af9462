import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from './processes.ts';

/** What the `switch-to-configuration` of a system does besides; `$1` is the step. */
export interface FakeSystem {
  readonly name: string;
  /** Before it moves the link. */
  readonly before?: string;
  readonly after?: string;
}

/** Where the boot default of a machine that is a folder is named. */
export const BOOT_DEFAULT = 'boot/default';

/** Systems that such a machine has come up on, a line each. */
export const BOOTED_LOG = 'booted';

/** What a system's `switch-to-configuration` was asked for, a line each: step and closure. */
export const STEPS_LOG = 'steps';

/** Does on a machine that is a folder what the real one does: lock, boot default, link. */
const script = ({ before = '', after = '' }: FakeSystem): string => `#!/bin/sh
closure=\${0%/bin/*}
cd "$NIXFLEET_ROOT" && mkdir -p run/nixos boot || exit 1
exec 9>run/nixos/switch-to-configuration.lock
flock --nonblock 9 || { echo "Could not acquire lock" >&2; exit 11; }
echo "$1 $closure" >> ${STEPS_LOG}
case "$1" in
  switch | boot) echo "$closure" > ${BOOT_DEFAULT}.new && mv ${BOOT_DEFAULT}.new ${BOOT_DEFAULT} ;;
  test) ;;
  *) exit 64 ;;
esac
${before}
test "$1" = boot || ln -sfn "$closure" run/current-system
${after}
`;

/** Adds a system to the Nix store; its path. The sources stay in `folder`. */
export async function addSystem(folder: string, env: NodeJS.ProcessEnv, system: FakeSystem): Promise<string> {
  const source = join(folder, system.name);
  await mkdir(join(source, 'bin'), { recursive: true });
  const program = join(source, 'bin', 'switch-to-configuration');
  await writeFile(program, script(system));
  await chmod(program, 0o755);
  const { exitCode, stdout, said } = await runToEnd({ argv: ['nix-store', '--add', source], env });
  if (exitCode !== 0) throw new Error(`nix-store --add ended with exit code ${exitCode}:\n${said}`);
  return stdout.trim();
}
