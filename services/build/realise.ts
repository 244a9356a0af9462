import { CommandFailed } from '../../machines/errors.ts';
import type { HostProgress } from '../../machines/policy/release-hosts.ts';
import { missingPathsCommand, realiseCommand, type RealiseOptions, requisitesCommand } from '../host/nix-build.ts';
import { finish, run } from '../host/process.ts';
import { NixLog } from './nix-log.ts';
import { createPace } from './pace.ts';
import type { EvaluatedHost, Refusal } from './protocol.ts';
import type { StepOptions } from './step-options.ts';

/** A derivation and the path that it makes. */
export type Derivation = Pick<EvaluatedHost, 'drv' | 'out'>;

/** What came of building: derivations, and why the others are not there. */
export interface Realisation {
  readonly built: readonly Derivation[];
  readonly refused: readonly Refusal[];
}

const PROGRESS_MS = 100;

/**
 * Builds derivations in one go, as many as can be. What is built is protected from the garbage
 * collector by links for as long as these are there.
 */
export async function realise(
  wanted: readonly Derivation[],
  options: StepOptions & RealiseOptions & { readonly onProgress: (progress: HostProgress) => void },
): Promise<Realisation> {
  const { signal } = options;
  const pace = createPace(PROGRESS_MS, options.onProgress);
  const log = new NixLog(options.onWork, (progress) => pace.next(progress));
  const command = realiseCommand(drvs(wanted), options);
  const { exitCode } = await finish(command, { signal, onLine: (_, line) => log.add(line) }).finally(() => pace.end());
  if (exitCode === 0) return { built: wanted, refused: [] };
  const { stdout } = await run(missingPathsCommand(wanted.map(({ out }) => out)), { signal });
  const missing = new Set(stdout.split('\n'));
  const failed = wanted.filter(({ out }) => missing.has(out));
  const built = wanted.filter(({ out }) => !missing.has(out));
  if (failed.length === 0)
    throw new CommandFailed(`nix-store --realise failed: ${log.errors.join('\n')}`, { argv: command.argv });
  // Nix makes no link at all when one derivation fails.
  if (built.length > 0) await run(realiseCommand(drvs(built), options), { signal });
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
