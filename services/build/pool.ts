import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { CommandFailed } from '../../machines/errors.ts';
import type { FlakeHost } from '../../machines/model/flake.ts';
import type { HostNews } from '../../machines/policy/release-hosts.ts';
import type { ClosureOrder } from '../../machines/ports.ts';
import { Ledger } from './ledger.ts';
import { CHUNK_SIZE, chunksOf } from './plan.ts';
import type { ChunkOrder, JobMessage, PoolMessage } from './protocol.ts';
import { workerUrl } from './worker-url.ts';

/** Who wants to hear of a build. */
export interface BuildOptions {
  readonly signal: AbortSignal;
  readonly onNews: (news: HostNews) => void;
  /** Hears what Nix begins with: a derivation it builds, a path it copies. */
  readonly onWork?: (subject: string) => void;
}

/** How much is done at once. */
export interface PoolOptions {
  readonly threads?: number;
  readonly chunkSize?: number;
}

interface Chunk {
  readonly hosts: readonly FlakeHost[];
  readonly root: string;
}

/** The workers that make closures: each takes a chunk of hosts after the other through Nix. */
export class BuildPool {
  readonly #workers: Piscina;
  readonly #threads: number;
  readonly #chunkSize: number;

  constructor({ threads = availableParallelism(), chunkSize = CHUNK_SIZE }: PoolOptions = {}) {
    this.#threads = threads;
    this.#chunkSize = chunkSize;
    const filename = fileURLToPath(workerUrl('services/build/job'));
    this.#workers = new Piscina({
      filename,
      name: 'makeChunk',
      // All of them at once: they start while the flake is still being opened.
      minThreads: threads,
      maxThreads: threads,
      // A worker that waits for work by blocking its thread would never close the port of the job before.
      atomics: 'disabled',
    });
  }

  /**
   * Makes the closures of an order. Hosts that fail are told as news; it rejects only when Nix
   * itself cannot be used, or when `signal` stops it: then every command has ended.
   */
  async make(order: ClosureOrder, options: BuildOptions): Promise<void> {
    const roots = await mkdtemp(join(tmpdir(), 'nixfleet-roots-'));
    try {
      const ledger = new Ledger();
      const chunks = chunksOf(order.hosts, this.#chunkSize).map((hosts, index) => ({
        hosts,
        root: join(roots, String(index)),
      }));
      const failed = new AbortController();
      const signal = AbortSignal.any([options.signal, failed.signal]);
      const queue = chunks.values();
      const takeTurns = async () => {
        for (const chunk of queue) {
          if (signal.aborted) return;
          await this.#makeChunk(order, chunk, ledger, { ...options, signal });
        }
      };
      const turns = Array.from({ length: Math.min(this.#threads, chunks.length) }, () =>
        takeTurns().catch((error: unknown) => {
          failed.abort();
          throw error;
        }),
      );
      const ends = await Promise.allSettled(turns);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      if (options.signal.aborted) throw new CommandFailed('the build was stopped');
    } finally {
      await rm(roots, { recursive: true, force: true });
    }
  }

  /** Ends the workers; call it after the last `make` has settled. */
  async close(): Promise<void> {
    await this.#workers.destroy();
  }

  async #makeChunk(order: ClosureOrder, { hosts, root }: Chunk, ledger: Ledger, options: BuildOptions): Promise<void> {
    const { port1: port, port2 } = new MessageChannel();
    const post = (message: PoolMessage) => port.postMessage(message);
    const stop = () => post({ type: 'stop' });
    port.on('message', (message: JobMessage) => {
      if (message.type === 'working') options.onWork?.(message.subject);
      if (message.type === 'claim') post({ type: 'granted', derivations: ledger.claim(message.derivations) });
      for (const news of ledger.news(message)) options.onNews(news);
    });
    const closed = new Promise((resolve) => port.once('close', resolve));
    options.signal.addEventListener('abort', stop, { once: true });
    try {
      const { url, tags, goal, distribution } = order;
      const chunk: ChunkOrder = { url, tags, goal, distribution, hosts, root, port: port2 };
      await this.#workers.run(chunk, { transferList: [port2] });
      // The job's answer comes another way than its messages: these are all here when the port has closed.
      await closed;
    } finally {
      options.signal.removeEventListener('abort', stop);
      port.close();
    }
  }
}
