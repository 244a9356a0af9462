import { CommandFailed } from '../../machines/errors.ts';
import { missingPathsCommand, realiseCommand, requisitesCommand } from '../host/nix-build.ts';
import { finish, run } from '../host/process.ts';
import { NixLog } from './nix-log.ts';
import type { EvaluatedHost, Refusal } from './protocol.ts';

/** A derivation and the path that it makes. */
export type Derivation = Pick<EvaluatedHost, 'drv' | 'out'>;

/** What came of building: derivations, and why the others are not there. */
export interface Realisation {
  readonly built: readonly Derivation[];
  readonly refused: readonly Refusal[];
}

/** How to watch and stop a step of a job. */
export interface StepOptions {
  readonly signal: AbortSignal;
  readonly onWork: (subject: string) => void;
}

/**
 * Builds derivations in one go, as many as can be. What is built is protected from the garbage
 * collector by links named after `root` for as long as these are there.
 */
export async function realise(wanted: readonly Derivation[], root: string, options: StepOptions): Promise<Realisation> {
  const { signal } = options;
  const log = new NixLog(options.onWork);
  const command = realiseCommand(drvs(wanted), root);
  const { exitCode } = await finish(command, { signal, onLine: (_, line) => log.add(line) });
  if (exitCode === 0) return { built: wanted, refused: [] };
  const { stdout } = await run(missingPathsCommand(wanted.map(({ out }) => out)), { signal });
  const missing = new Set(stdout.split('\n'));
  const failed = wanted.filter(({ out }) => missing.has(out));
  const built = wanted.filter(({ out }) => !missing.has(out));
  if (failed.length === 0)
    throw new CommandFailed(`nix-store --realise failed: ${log.errors.join('\n')}`, { argv: command.argv });
  // Nix makes no link at all when one derivation fails.
  if (built.length > 0) await run(realiseCommand(drvs(built), root), { signal });
  const refused: Refusal[] = [];
  for (const { drv } of failed) refused.push({ name: drv, reason: await reasonFor(drv, log, signal) });
  return { built, refused };
}

/** Why a derivation was not built: its own failure, or those of what it needs. */
async function reasonFor(drv: string, log: NixLog, signal: AbortSignal): Promise<string> {
  const own = log.blame(drv);
  if (own !== undefined) return own;
  const { stdout } = await finish(requisitesCommand(drv), { signal });
  const blamed = stdout.split('\n').flatMap((path) => log.blame(path) ?? []);
  return blamed.join('\n') || log.errors.join('\n') || 'nix gave no reason';
}

const drvs = (derivations: readonly Derivation[]): string[] => derivations.map(({ drv }) => drv);
