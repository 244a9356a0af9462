import { PACKAGE } from './place.ts';
import type { Container } from './container.ts';
import type { NixUnit } from './unit-text.ts';

/** What a function of `nix/lib` makes of something, by the machine's own Nix. */
export async function nixResult<Result = NixUnit>(machine: Container, file: string, given: unknown): Promise<Result> {
  const expression = `{ given }: import ${PACKAGE}/nix/lib/${file} (builtins.fromJSON given)`;
  const flags = ['--eval', '--strict', '--json', '--argstr', 'given', JSON.stringify(given)];
  const { stdout } = await machine.run(['nix-instantiate', ...flags, '--expr', expression]);
  const result: Result = JSON.parse(stdout);
  return result;
}
