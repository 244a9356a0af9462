import { join } from 'node:path';
import { checkout } from '../support/checkout.ts';

/** What set-up says of the Debian that it makes; it is plain JavaScript and has no types. */
interface SetUp {
  readonly debian: string;
  readonly debianProblem: () => string | undefined;
}

const { debian, debianProblem } = (await import(join(checkout, '.ci/debian.mjs'))) as SetUp;

/** The folder of a Debian with systemd and Nix. Throws what keeps it from being booted here. */
export function debianFolder(): string {
  const problem = debianProblem();
  if (problem !== undefined) throw new Error(problem);
  return debian;
}

/** Whether machines cannot be booted here, and nobody insists. */
export const isSystemdLeftOut = (): boolean =>
  debianProblem() !== undefined && !(process.env['NIXFLEET_REQUIRE'] ?? '').split(',').includes('systemd');
