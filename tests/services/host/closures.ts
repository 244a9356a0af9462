import { addSystem } from '../../support/fake-system.ts';
import { aFolder } from './waiting.ts';

/** Nix as tests use it: no network, no build users. */
export const NIX_ENV = {
  NIX_CONFIG: ['extra-experimental-features = nix-command flakes', 'substituters =', 'build-users-group ='].join('\n'),
};

/**
 * A closure in the Nix store whose `test` and `switch` run this script after they have moved the link (`$1` says which of them);
 * `switch` and `boot` make it the boot default.
 */
export async function aClosure(name: string, script = ''): Promise<string> {
  const after = `if test "$1" = boot; then exit 0; fi\n${script}`;
  return addSystem(await aFolder(), { ...process.env, ...NIX_ENV }, { name, after });
}
