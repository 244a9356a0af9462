import { AsyncLocalStorage } from 'node:async_hooks';
import { hearCommands } from '../host/command-channel.ts';
import { type Evaluation, joined } from './blame.ts';
import { distribute } from './distribute.ts';
import { evaluateHosts } from './evaluate.ts';
import { evaluateByJobs } from './evaluation-jobs.ts';
import { makeOneByOne } from './one-by-one.ts';
import { PoolLink } from './pool-link.ts';
import type { ChunkOrder, EvaluatedHost } from './protocol.ts';
import { type Realisation, realise } from './realise.ts';

/** Tells the commands of one job from those of another that runs in the same thread. */
const jobs = new AsyncLocalStorage<PoolLink>();

/**
 * A piscina job: evaluates, builds and pushes a chunk of hosts with one Nix command each; it waits before each step until
 * the pool has room for it. A `stop` message ends its commands, with all that they started, before the job answers.
 */
export async function makeChunk(order: ChunkOrder): Promise<'done' | 'stopped'> {
  const link = new PoolLink(order.port);
  const forget = order.isHeard
    ? hearCommands((news) => jobs.getStore() === link && link.tell({ type: 'command', news }))
    : undefined;
  try {
    await jobs.run(link, () => make(order, link));
    return 'done';
  } catch (error) {
    if (link.signal.aborted) return 'stopped';
    throw error;
  } finally {
    forget?.();
    link.close();
  }
}

async function make(order: ChunkOrder, link: PoolLink): Promise<void> {
  const leave = await link.enter('evaluating');
  const { wanted, isBuilt } = await evaluate(order, link);
  if (order.goal === 'evaluated' || wanted.length === 0) return;
  const mine = await claimed(wanted, order, link);
  const building = isBuilt ? { built: mine, refused: [] } : built(mine, order, link);
  // Only now: Nix begins to build before the next evaluation takes the processor from it.
  leave();
  await deliver(await building, wanted, { order, link });
}

/** Evaluates the chunk and tells of it; the hosts that are to be made. */
async function evaluate(order: ChunkOrder, link: PoolLink): Promise<{ wanted: EvaluatedHost[]; isBuilt: boolean }> {
  const { signal } = link;
  const isWanted = (tags: readonly string[]) => order.tags.length === 0 || tags.some((tag) => order.tags.includes(tag));
  const evaluation = await evaluated(order, link);
  // Such a `nix` is asked host by host; it builds where it is asked for a store path.
  const { hosts, refused } =
    evaluation ??
    (await makeOneByOne(order.hosts, { ...order, ...order.limits, signal, isWanted, turn: link.turns('building') }));
  const wanted = hosts.filter(({ tags }) => isWanted(tags));
  const excluded = hosts.filter((host) => !wanted.includes(host)).map(({ name }) => name);
  link.tell({ type: 'evaluated', hosts: wanted, excluded, refused });
  return { wanted, isBuilt: evaluation === undefined };
}

async function evaluated({ url, hosts, ...order }: ChunkOrder, { signal }: PoolLink): Promise<Evaluation | undefined> {
  if (!order.hasEvaluationJobs) return evaluateHosts(url, hosts, signal);
  const roots = `${order.root}-derivations`;
  const memoryMib = order.limits.evalMemoryMib;
  const { unanswered, ...answered } = await evaluateByJobs(url, hosts, { signal, roots, memoryMib });
  // It gave up, or is too old, or of another Nix: `nix` itself knows the rest.
  const rest = unanswered.length > 0 ? await evaluateHosts(url, unanswered, signal) : joined([]);
  return rest && joined([answered, rest]);
}

/** The derivations that are this job's to make: what chunks share is built and pushed once. */
async function claimed(
  wanted: readonly EvaluatedHost[],
  { distribution }: ChunkOrder,
  link: PoolLink,
): Promise<EvaluatedHost[]> {
  const derivations = [...new Map(wanted.map((host) => [host.drv, host])).values()];
  // Where closures go to the hosts themselves each chunk sees to its own: what is shared is built by whoever comes first.
  if (distribution.way === 'targets') return derivations;
  const granted = await link.claim(derivations.map(({ drv }) => drv));
  return derivations.filter(({ drv }) => granted.has(drv));
}

async function built(mine: readonly EvaluatedHost[], order: ChunkOrder, link: PoolLink): Promise<Realisation> {
  if (mine.length === 0) return { built: [], refused: [] };
  const derivations = mine.map(({ drv }) => drv);
  const { root, limits } = order;
  return link.turns('building')(() =>
    realise(mine, {
      ...watching(link),
      ...{ root, maxJobs: limits.maxJobs },
      onProgress: ({ done, of }) => link.tell({ type: 'progressed', derivations, done, of }),
    }),
  );
}

async function deliver(
  { built: there, refused }: Realisation,
  wanted: readonly EvaluatedHost[],
  { order, link }: { readonly order: ChunkOrder; readonly link: PoolLink },
): Promise<void> {
  if (refused.length > 0) link.tell({ type: 'unbuilt', refused });
  if (there.length > 0) link.tell({ type: 'built', derivations: there.map(({ drv }) => drv) });
  if (order.goal === 'built') return;
  const parts = there.map((one) => ({ ...one, hosts: wanted.filter(({ drv }) => drv === one.drv) }));
  await distribute(parts, order.distribution, {
    ...watching(link),
    turn: link.turns('pushing'),
    tell: (said) => link.tell(said),
  });
}

const watching = (link: PoolLink) => ({
  signal: link.signal,
  onWork: (subject: string) => link.tell({ type: 'working', subject }),
});
