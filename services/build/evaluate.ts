import { CommandFailed } from '../../machines/errors.ts';
import type { FlakeHost } from '../../machines/model/flake.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { evaluateHostsCommand } from '../host/nix-build.ts';
import { finish } from '../host/process.ts';
import { evaluationError } from './nix-log.ts';
import { halvesOf } from './plan.ts';
import type { EvaluatedHost, Refusal } from './protocol.ts';

/** What came of evaluating a chunk. */
export interface Evaluation {
  readonly hosts: readonly EvaluatedHost[];
  readonly refused: readonly Refusal[];
}

/**
 * Evaluates a chunk of hosts in one go. If that fails it is split until a host that cannot be
 * evaluated stands alone: it is refused with Nix's reason, and the others are there.
 */
export async function evaluateHosts(
  url: string,
  hosts: readonly FlakeHost[],
  signal: AbortSignal,
): Promise<Evaluation> {
  const { exitCode, stdout, stderr } = await finish(evaluateHostsCommand(url, hosts), { signal });
  if (exitCode === 0) return evaluationOf(hosts, stdout);
  const [only] = hosts;
  if (only && hosts.length === 1) return { hosts: [], refused: [{ name: only.name, reason: evaluationError(stderr) }] };
  const [left, right] = halvesOf(hosts);
  const first = await evaluateHosts(url, left, signal);
  const second = await evaluateHosts(url, right, signal);
  return { hosts: [...first.hosts, ...second.hosts], refused: [...first.refused, ...second.refused] };
}

function evaluationOf(hosts: readonly FlakeHost[], stdout: string): Evaluation {
  const answer = record(JSON.parse(stdout));
  if (!answer) throw new CommandFailed(`nix eval answered something else than hosts: ${stdout.slice(0, 200)}`);
  const evaluated: EvaluatedHost[] = [];
  const refused: Refusal[] = [];
  for (const { name } of hosts) {
    const facts = hostFacts(name, answer[name]);
    if (typeof facts === 'string') refused.push({ name, reason: facts });
    else evaluated.push(facts);
  }
  return { hosts: evaluated, refused };
}

/** The host, or what is wrong with what the flake says of it. */
function hostFacts(name: string, answer: unknown): EvaluatedHost | string {
  const { platform, tags, drv, out } = record(answer) ?? {};
  if (typeof drv !== 'string' || !isStorePath(drv) || !drv.endsWith('.drv'))
    return 'config.system.build.toplevel is not a derivation';
  if (typeof out !== 'string' || !isStorePath(out))
    return `config.system.build.toplevel is not in the Nix store: ${String(out)}`;
  if (typeof platform !== 'string') return 'pkgs.system is not a text';
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) {
    return 'config.services.nixfleet-agent.tags is not a list of texts';
  }
  return { name, platform, tags, drv, out };
}

const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
