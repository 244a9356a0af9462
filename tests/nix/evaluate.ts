import { join } from 'node:path';
import { checkout } from '../support/checkout.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { type Ended, runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { nixpkgsNamed } from './nixpkgs-named.ts';

/** What to evaluate: a file of the checkout or an expression, and an attribute of it. */
export interface Evaluation {
  readonly file?: string;
  readonly expression?: string;
  readonly attribute?: string;
  /** Arguments of a file that is a function: Nix expressions. */
  readonly args?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** Evaluates with the real Nix, completely; how that ended. */
export function evaluation({ file, expression, attribute, args = {}, flags = [] }: Evaluation): Promise<Ended> {
  const given = Object.entries(args).flatMap(([name, value]) => ['--arg', name, value]);
  return runToEnd({
    argv: [
      'nix-instantiate',
      ...['--eval', '--strict', '--json', '--read-write-mode', ...flags],
      ...(expression === undefined ? [join(checkout, file ?? '')] : ['--expr', expression]),
      ...(attribute === undefined ? [] : ['--attr', attribute]),
      ...given,
    ],
    env: fleetEnvironment(tempFolder()),
    cwd: checkout,
  });
}

/** The value; throws with what Nix said when there is none. */
export async function evaluated(what: Evaluation): Promise<unknown> {
  const { exitCode, stdout, said } = await evaluation(what);
  if (exitCode !== 0) throw new Error(said);
  return JSON.parse(stdout);
}

/** An attribute of `nix/tests`, over the nixpkgs that is at hand. */
export function ofTests(attribute: string): Evaluation {
  return { file: 'nix/tests', attribute, args: { nixpkgs: nixpkgsNamed() } };
}
