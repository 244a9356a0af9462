import { Unavailable } from '../../../machines/errors.ts';
import type { Engine, Nudge, RequestName, Requests } from '../engine.ts';
import type { EngineFigures } from '../figures.ts';
import { RemoteShard, type RemoteShardParts } from './remote-shard.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** What a supervisor is made of. */
export type SupervisorParts = Pick<RemoteShardParts, 'dbPath' | 'log' | 'createWorker' | 'inspected'>;

/** Keeps an actor thread running: one that dies is started again, with growing pauses; until then requests are refused (503). */
export class Supervisor implements Engine {
  readonly #parts: SupervisorParts;
  readonly #listeners = new Set<(nudge: Nudge) => void>();
  #shard: RemoteShard | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #restart: NodeJS.Timeout | undefined;
  #isStopped = false;
  #restarts = 0;
  #diedAt = performance.now();

  private constructor(parts: SupervisorParts) {
    this.#parts = parts;
  }

  /** Starts the first thread. Throws what keeps it from starting: that is for the operator. */
  static async start(parts: SupervisorParts): Promise<Supervisor> {
    const supervisor = new Supervisor(parts);
    await supervisor.#begin();
    return supervisor;
  }

  request<Name extends RequestName>(name: Name, input: Requests[Name]['input']): Promise<Requests[Name]['output']> {
    if (this.#shard !== undefined) return this.#shard.request(name, input);
    return Promise.reject(new Unavailable('the control plane is restarting its actors; try again in a moment'));
  }

  onCommit(listener: (nudge: Nudge) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  isReady(): boolean {
    return this.#shard !== undefined;
  }

  async figures(): Promise<EngineFigures> {
    const shard = this.#shard;
    const actors = (await shard?.figures()) ?? null;
    const silentSeconds = shard?.silentSeconds ?? (performance.now() - this.#diedAt) / 1000;
    return { actors, restarts: this.#restarts, silentSeconds };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#restart);
    const shard = this.#shard;
    this.#shard = undefined;
    await shard?.stop();
  }

  async #begin(): Promise<void> {
    const shard = await RemoteShard.start({
      ...this.#parts,
      committed: (nudge) => this.#listeners.forEach((listener) => listener(nudge)),
      died: (error) => this.#died(error),
    });
    if (this.#isStopped) return shard.stop();
    this.#shard = shard;
  }

  #died(error: Error): void {
    if (this.#shard !== undefined) this.#diedAt = performance.now();
    this.#shard = undefined;
    if (this.#isStopped) return;
    this.#parts.log('error', `the actor thread died; starting it again in ${this.#pauseMs} ms`, {
      error: error.message,
    });
    this.#restart = setTimeout(() => {
      this.#begin().then(
        () => {
          this.#pauseMs = FIRST_PAUSE_MS;
          this.#restarts += 1;
          for (const listener of this.#listeners) listener({ wanted: [], hasGap: true });
        },
        (cause: Error) => this.#died(cause),
      );
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
