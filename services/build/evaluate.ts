import type { FlakeHost } from '../../machines/model/flake.ts';
import { evaluateHostsCommand } from '../host/nix-build.ts';
import { type Finished, finish } from '../host/process.ts';
import { blame, type Evaluation } from './blame.ts';
import { hostFacts } from './host-facts.ts';
import { jsonOf, record } from './nix-json.ts';
import { evaluationError } from './nix-log.ts';
import type { EvaluatedHost, RefusedHost } from './protocol.ts';

/**
 * Evaluates hosts in one go. If that fails they are split until those that cannot be evaluated stand alone. Undefined when
 * what `nix` answers has nothing to do with the question: it is a wrapper or a stand-in that knows other questions.
 */
export async function evaluateHosts(
  url: string,
  hosts: readonly FlakeHost[],
  signal: AbortSignal,
): Promise<Evaluation | undefined> {
  const evaluated = async (part: readonly FlakeHost[]): Promise<Evaluation | string | undefined> => {
    const finished = await finish(evaluateHostsCommand(url, part), { signal });
    return finished.exitCode === 0 ? evaluationOf(part, finished.stdout) : evaluationProblem(finished);
  };
  const answer = await evaluated(hosts);
  if (typeof answer !== 'string') return answer;
  return blame(hosts, answer, async (part) => (await evaluated(part)) ?? 'nix eval answered something else than hosts');
}

/** Why an evaluation failed: Nix's words, or what to do about one that was killed. */
export function evaluationProblem({ exitCode, stderr }: Pick<Finished, 'exitCode' | 'stderr'>): string {
  const said = evaluationError(stderr);
  const isKilled = exitCode === -1 || /\bSIGKILL\b/.test(said);
  if (!isKilled && !/out of memory|bad_alloc/i.test(said)) return said;
  const what = isKilled ? 'the evaluation was killed: was there not enough memory?' : `not enough memory: ${said}`;
  return `${what}\nEvaluate less at once: with fewer --eval-workers, or a smaller --chunk-size.`;
}

function evaluationOf(hosts: readonly FlakeHost[], stdout: string): Evaluation | undefined {
  const answer = record(jsonOf(stdout));
  if (answer === undefined || hosts.some(({ name }) => !Object.hasOwn(answer, name))) return undefined;
  const evaluated: EvaluatedHost[] = [];
  const refused: RefusedHost[] = [];
  for (const { name } of hosts) {
    const facts = hostFacts(name, record(answer[name]) ?? {});
    if (typeof facts === 'string') refused.push({ name, step: 'evaluating', reason: facts });
    else evaluated.push(facts);
  }
  return { hosts: evaluated, refused };
}
