import type { FlakeHost, ReleaseGoal } from '../../machines/model/flake.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { buildHostCommand, outPathCommand, platformCommand, tagsCommand } from '../host/nix-one-by-one.ts';
import { type Command, finish } from '../host/process.ts';
import type { Evaluation } from './blame.ts';
import { jsonOf, texts } from './nix-json.ts';
import { evaluationError } from './nix-log.ts';
import type { EvaluatedHost, RefusedHost } from './protocol.ts';
import type { Turn } from './turns.ts';

/** How hosts are made one by one. */
export interface OneByOne {
  readonly url: string;
  readonly goal: ReleaseGoal;
  readonly maxJobs: number | null;
  readonly signal: AbortSignal;
  /** Whether a host with these tags is wanted: one that is not is not built. */
  readonly isWanted: (tags: readonly string[]) => boolean;
  /** Every build waits for its turn. */
  readonly turn: Turn;
}

/**
 * Makes hosts as v0.1.1 does, with three commands each, for a `nix` that answers no other questions. Their closures are
 * built when they are told, and no garbage collector root protects them.
 */
export async function makeOneByOne(hosts: readonly FlakeHost[], order: OneByOne): Promise<Evaluation> {
  const made: EvaluatedHost[] = [];
  const refused: RefusedHost[] = [];
  for (const host of hosts) {
    const answer = await makeHost(host, order);
    if ('reason' in answer) refused.push(answer);
    else made.push(answer);
  }
  return { hosts: made, refused };
}

async function makeHost(host: FlakeHost, order: OneByOne): Promise<EvaluatedHost | RefusedHost> {
  const { url, goal, maxJobs, signal } = order;
  const { name } = host;
  const platform = await said(platformCommand(url, host), signal);
  if (platform.problem !== undefined) return { name, step: 'evaluating', reason: platform.problem };
  // Tags are no reason to fail: a host without any has none.
  const tags = texts(jsonOf((await said(tagsCommand(url, host), signal)).text));
  if (!order.isWanted(tags)) return { name, platform: platform.text, tags, drv: '', out: '' };
  const isBuilt = goal !== 'evaluated';
  const closure = isBuilt
    ? await order.turn(() => said(buildHostCommand(url, host, maxJobs), signal))
    : await said(outPathCommand(url, host), signal);
  const step = isBuilt ? 'building' : 'evaluating';
  if (closure.problem !== undefined) return { name, step, reason: closure.problem };
  const out = closure.text;
  if (!isStorePath(out)) return { name, step, reason: `nix did not answer with a store path: ${out.slice(0, 200)}` };
  return { name, platform: platform.text, tags, drv: out, out };
}

/** What a command says, or why it failed. */
async function said(command: Command, signal: AbortSignal): Promise<{ text: string; problem?: string }> {
  const { exitCode, stdout, stderr } = await finish(command, { signal });
  return exitCode === 0 ? { text: stdout.trim() } : { text: '', problem: evaluationError(stderr) };
}
