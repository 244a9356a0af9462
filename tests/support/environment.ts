import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What our children may see of the environment we were started in: nothing that changes what they do. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'USER', 'LOGNAME', 'NIX_REMOTE', 'NIX_SSL_CERT_FILE'];

/** The variable that marks all that a fleet started, however far down. */
export const MARKER = 'NIXFLEET_FLEET_FOLDER';

/** The environment of a fleet's processes: its own home, no settings of the person who runs it, real Nix without network. */
export function fleetEnvironment(folder: string): NodeJS.ProcessEnv {
  const inherited = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...Object.fromEntries(inherited),
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    NIX_CONFIG: nixConfig(),
    GIT_CONFIG_NOSYSTEM: '1',
    [MARKER]: folder,
  };
}

/** Whether a command is on PATH. */
export function hasCommand(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)));
}

/** Whether tests that need a command are left out here: it is missing, and `NIXFLEET_REQUIRE` does not insist. */
export const isLeftOut = (name: string): boolean =>
  !hasCommand(name) && !(process.env['NIXFLEET_REQUIRE'] ?? '').split(',').includes(name);

/** Substituters would be asked for every path; only root's own Nix builds without build users. */
function nixConfig(): string {
  const lines = ['extra-experimental-features = nix-command flakes', 'substituters ='];
  if (process.getuid?.() === 0) lines.push('build-users-group =');
  return lines.join('\n');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
