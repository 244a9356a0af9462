import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { evaluateHosts } from './evaluate.ts';
import type { ChunkOrder, EvaluatedHost, JobMessage, PoolMessage } from './protocol.ts';
import { push } from './push.ts';
import { type Derivation, realise } from './realise.ts';

/**
 * A piscina job: evaluates, builds and pushes a chunk of hosts with one Nix command each. A `stop`
 * message ends its commands, with all that they started, before the job answers.
 */
export async function makeChunk(order: ChunkOrder): Promise<'done' | 'stopped'> {
  const stop = new AbortController();
  order.port.on('message', (message: PoolMessage) => {
    if (message.type === 'stop') stop.abort();
  });
  try {
    await make(order, stop.signal);
    return 'done';
  } catch (error) {
    if (stop.signal.aborted) return 'stopped';
    throw error;
  } finally {
    order.port.close();
  }
}

async function make(order: ChunkOrder, signal: AbortSignal): Promise<void> {
  const { port, goal, root, distribution } = order;
  const tell = (message: JobMessage) => port.postMessage(message);
  const options = { signal, onWork: (subject: string) => tell({ type: 'working', subject }) };

  const { hosts, refused } = await evaluateHosts(order.url, order.hosts, signal);
  const wanted = hosts.filter(({ tags }) => order.tags.length === 0 || tags.some((tag) => order.tags.includes(tag)));
  const excluded = hosts.filter((host) => !wanted.includes(host)).map(({ name }) => name);
  tell({ type: 'evaluated', hosts: wanted, excluded, refused });
  if (goal === 'evaluated') return;

  const mine = await claimed(distinct(wanted), port, signal);
  if (mine.length === 0) return;
  const realisation = await realise(mine, root, options);
  tell({ type: 'unbuilt', refused: realisation.refused });
  const derivations = realisation.built.map(({ drv }) => drv);
  tell({ type: 'built', derivations });
  if (goal === 'built' || distribution.way !== 'cache' || derivations.length === 0) return;

  const problem = await push(
    realisation.built.map(({ out }) => out),
    distribution.url,
    options,
  );
  if (problem === undefined) tell({ type: 'pushed', derivations });
  else tell({ type: 'unpushed', refused: derivations.map((name) => ({ name, reason: problem })) });
}

/** Those that no other job makes: what chunks share is built and pushed once. */
async function claimed(wanted: readonly Derivation[], port: MessagePort, signal: AbortSignal): Promise<Derivation[]> {
  const answer = once(port, 'message', { signal });
  port.postMessage({ type: 'claim', derivations: wanted.map(({ drv }) => drv) } satisfies JobMessage);
  const [message]: PoolMessage[] = await answer;
  if (message?.type !== 'granted') throw new Error('a claim was not answered');
  const granted = new Set(message.derivations);
  return wanted.filter(({ drv }) => granted.has(drv));
}

const distinct = (hosts: readonly EvaluatedHost[]): EvaluatedHost[] => [
  ...new Map(hosts.map((host) => [host.drv, host])).values(),
];
