import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { CommandFailed } from '../../machines/errors.ts';
import type { HostNews } from '../../machines/policy/release-hosts.ts';
import type { ClosureOrder } from '../../machines/ports.ts';
import { areCommandsHeard } from '../host/command-channel.ts';
import { Ledger } from './ledger.ts';
import { type BuildLimits, buildLimits } from './limits.ts';
import { isOnPath } from './on-path.ts';
import { chunksOf } from './plan.ts';
import type { EvaluatedHost } from './protocol.ts';
import { createTurns } from './turns.ts';
import { roomHere } from './room.ts';
import { type ChunkSurroundings, runChunk } from './run-chunk.ts';
import { workerFile } from './worker-file.ts';

/** Who wants to hear of a build. */
export interface BuildOptions {
  readonly signal: AbortSignal;
  readonly onNews: (news: HostNews) => void;
  /** Hears what Nix begins with: a derivation it builds, a path it copies. */
  readonly onWork?: (subject: string) => void;
  /** Hears of hosts that are evaluated, with their derivations, before the news of them. */
  readonly onEvaluated?: (hosts: readonly EvaluatedHost[]) => void;
}

/** What a pool may be told. */
export interface PoolOptions {
  /** How much is done at once; without them it is what the machine has room for. */
  readonly limits?: BuildLimits;
  /** A folder for garbage collector roots that outlive the pool; who made it removes it. */
  readonly roots?: string;
}

/** Commands do the work: threads only read what they say, and take the processor from Nix while they start. */
const THREADS = Math.min(4, Math.ceil(availableParallelism() / 4));
const MOST_JOBS_OF_A_THREAD = 1_000;

/**
 * The workers that make closures. A chunk of hosts is a job; jobs wait for their turn at each step, so that the next chunk
 * is evaluated while those before it are built and pushed.
 */
export class BuildPool {
  readonly #workers: Piscina;
  readonly #limits: BuildLimits;
  readonly #hasEvaluationJobs = isOnPath('nix-eval-jobs');
  readonly #rootsParent: string | undefined;
  /** Aborts, with why, when a worker dies that had nothing to do: nobody else would hear of it, and the program would die. */
  readonly #broken = new AbortController();
  /** Folders of garbage collector roots that go with the pool. */
  readonly #roots: string[] = [];

  constructor({ limits = buildLimits({}, roomHere()), roots }: PoolOptions = {}) {
    this.#limits = limits;
    this.#rootsParent = roots;
    this.#workers = new Piscina({
      filename: workerFile(),
      name: 'makeChunk',
      // All of them at once: they start while the flake is still being opened.
      minThreads: THREADS,
      maxThreads: THREADS,
      concurrentTasksPerWorker: MOST_JOBS_OF_A_THREAD,
      // A worker that waits for work by blocking its thread would never close the port of the job before.
      atomics: 'disabled',
    });
    this.#workers.on('error', (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      this.#broken.abort(new CommandFailed(`the workers of the build do not run: ${why}`, {}, { cause: error }));
    });
  }

  /**
   * Makes the closures of an order. Hosts that fail are told as news; it rejects only when Nix
   * itself cannot be used, or when `signal` stops it: then every command has ended.
   */
  async make(order: ClosureOrder, options: BuildOptions): Promise<void> {
    const { chunkSize, evaluations, realisations, pushes, evalMemoryMib, maxJobs } = this.#limits;
    const roots = this.#folderOfRoots();
    const shared = {
      ...{ url: order.url, tags: order.tags, goal: order.goal, distribution: order.distribution },
      limits: { evalMemoryMib, maxJobs },
      hasEvaluationJobs: await this.#hasEvaluationJobs,
      isHeard: areCommandsHeard(),
    };
    const chunks = chunksOf(order.hosts, chunkSize).map((hosts, index) => ({
      ...shared,
      hosts,
      root: join(roots, String(index)),
    }));
    const failed = new AbortController();
    const signal = AbortSignal.any([options.signal, failed.signal, this.#broken.signal]);
    const around: ChunkSurroundings = {
      ...options,
      signal,
      workers: this.#workers,
      ledger: new Ledger(),
      turns: {
        evaluating: createTurns(evaluations),
        building: createTurns(realisations),
        pushing: createTurns(pushes),
      },
    };
    const queue = chunks.values();
    const takeChunks = async () => {
      for (const chunk of queue) if (!signal.aborted) await runChunk(chunk, around);
    };
    // As many as can have something to do: more would be evaluated long before anybody can build them.
    const places = Math.min(evaluations + realisations + pushes, chunks.length);
    const lines = Array.from({ length: places }, () =>
      takeChunks().catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    );
    const ends = await Promise.race([Promise.allSettled(lines), aborted(this.#broken.signal)]);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    if (options.signal.aborted) throw new CommandFailed('the build was stopped');
  }

  /** Ends the workers, and lets the garbage collector have what was built; call it when the release is registered. */
  async close(): Promise<void> {
    await this.#workers.destroy();
    for (const folder of this.#roots) await rm(folder, { recursive: true, force: true });
  }

  #folderOfRoots(): string {
    if (this.#rootsParent !== undefined) return mkdtempSync(join(this.#rootsParent, 'build-'));
    const folder = mkdtempSync(join(tmpdir(), 'nixfleet-roots-'));
    this.#roots.push(folder);
    return folder;
  }
}

/** Rejects with the signal's reason. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
