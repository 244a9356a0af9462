import { CommandFailed } from '../../machines/errors.ts';
import type { FlakeHost } from '../../machines/model/flake.ts';
import { evaluationJobsCommand } from '../host/nix-build.ts';
import { plainText } from '../host/plain-text.ts';
import { finish } from '../host/process.ts';
import type { Evaluation } from './blame.ts';
import { hostFacts } from './host-facts.ts';
import { jsonOf, record } from './nix-json.ts';
import { evaluationError } from './nix-log.ts';
import type { EvaluatedHost, RefusedHost } from './protocol.ts';

/** How `nix-eval-jobs` is to evaluate. */
export interface EvaluationJobsOptions {
  /** Folder for the links that protect derivations from the garbage collector. */
  readonly roots: string;
  readonly memoryMib: number;
  readonly signal: AbortSignal;
}

/** What `nix-eval-jobs` made of hosts; `unanswered` are those that it said nothing of. */
export interface EvaluationJobs extends Evaluation {
  readonly unanswered: readonly FlakeHost[];
}

/** Evaluates hosts with `nix-eval-jobs`, which tells of each on a line, with its own error. */
export async function evaluateByJobs(
  url: string,
  hosts: readonly FlakeHost[],
  { signal, ...options }: EvaluationJobsOptions,
): Promise<EvaluationJobs> {
  const command = evaluationJobsCommand(url, hosts, options);
  const { stdout } = await finish(command, { signal }).catch((error: unknown) => {
    // It is there and cannot be run: it has said nothing.
    if (error instanceof CommandFailed && error.detail['why'] === 'start') return { stdout: '' };
    throw error;
  });
  return evaluationJobs(hosts, stdout);
}

/** Reads what `nix-eval-jobs` printed. */
export function evaluationJobs(hosts: readonly FlakeHost[], stdout: string): EvaluationJobs {
  const evaluated = new Map<string, EvaluatedHost>();
  const refused = new Map<string, RefusedHost>();
  for (const line of stdout.split('\n')) {
    const host = lineHost(line);
    if (host === undefined) continue;
    const { name, facts } = host;
    if (typeof facts === 'string') refused.set(name, { name, step: 'evaluating', reason: facts });
    else evaluated.set(name, facts);
  }
  return {
    hosts: hosts.flatMap(({ name }) => evaluated.get(name) ?? []),
    refused: hosts.flatMap(({ name }) => refused.get(name) ?? []),
    unanswered: hosts.filter(({ name }) => !evaluated.has(name) && !refused.has(name)),
  };
}

/** A host and its facts, or why there are none; undefined for a line that tells of no host. */
function lineHost(line: string): { readonly name: string; readonly facts: EvaluatedHost | string } | undefined {
  const said = record(jsonOf(line)) ?? {};
  const { attrPath, error, drvPath: drv, outputs, meta } = said;
  const name: unknown = Array.isArray(attrPath) && attrPath.length === 1 ? attrPath[0] : undefined;
  if (typeof name !== 'string') return undefined;
  if (typeof error === 'string') return { name, facts: evaluationError(plainText(error)) };
  const { platform, tags } = record(record(meta)?.['nixfleet']) ?? {};
  return { name, facts: hostFacts(name, { platform, tags, drv, out: record(outputs)?.['out'] }) };
}
