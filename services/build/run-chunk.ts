import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import type { HostNews } from '../../machines/policy/release-hosts.ts';
import { passOn } from '../host/command-channel.ts';
import type { Ledger } from './ledger.ts';
import type { ChunkOrder, EvaluatedHost, JobMessage, PoolMessage, Stage } from './protocol.ts';
import type { Turn } from './turns.ts';

/** What all chunks of a build have in common on the pool's side. */
export interface ChunkSurroundings {
  readonly workers: Pick<Piscina, 'run'>;
  readonly ledger: Ledger;
  readonly turns: Readonly<Record<Stage, Turn>>;
  readonly signal: AbortSignal;
  readonly onNews: (news: HostNews) => void;
  readonly onWork?: (subject: string) => void;
  readonly onEvaluated?: (hosts: readonly EvaluatedHost[]) => void;
}

/** Has a worker make a chunk, answers what it asks and passes on what it tells; all of that is here when it settles. */
export async function runChunk(chunk: Omit<ChunkOrder, 'port'>, around: ChunkSurroundings): Promise<void> {
  const { port1: port, port2 } = new MessageChannel();
  const post = (message: PoolMessage) => port.postMessage(message);
  const stop = () => post({ type: 'stop' });
  /** How to end the turns that the job has. */
  const entered = new Map<number, () => void>();
  port.on('message', listener({ ...around, entered, post }));
  const closed = new Promise((resolve) => port.once('close', resolve));
  around.signal.addEventListener('abort', stop, { once: true });
  try {
    await around.workers.run({ ...chunk, port: port2 } satisfies ChunkOrder, { transferList: [port2] });
    // The job's answer comes another way than its messages: these are all here when the port has closed.
    await closed;
  } finally {
    around.signal.removeEventListener('abort', stop);
    port.close();
    // One that failed may not have told, or not in time.
    for (const leave of entered.values()) leave();
  }
}

interface Listening extends ChunkSurroundings {
  readonly entered: Map<number, () => void>;
  readonly post: (message: PoolMessage) => void;
}

function listener({ entered, post, ...around }: Listening): (message: JobMessage) => void {
  const { ledger, turns } = around;
  const enter = (id: number, stage: Stage) =>
    turns[stage](
      () =>
        new Promise<void>((resolve) => {
          entered.set(id, resolve);
          post({ type: 'granted', id, derivations: [] });
        }),
    );
  return (message) => {
    if (message.type === 'working') around.onWork?.(message.subject);
    if (message.type === 'command') passOn(message.news);
    if (message.type === 'enter') void enter(message.id, message.stage);
    if (message.type === 'leave') entered.get(message.id)?.();
    if (message.type === 'claim')
      post({ type: 'granted', id: message.id, derivations: ledger.claim(message.derivations) });
    if (message.type === 'evaluated') around.onEvaluated?.(message.hosts);
    for (const news of ledger.news(message)) around.onNews(news);
  };
}
