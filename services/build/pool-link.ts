import type { MessagePort } from 'node:worker_threads';
import { CommandFailed } from '../../machines/errors.ts';
import type { JobMessage, PoolMessage, PoolQuestion, Stage } from './protocol.ts';
import type { Turn } from './turns.ts';

interface Asked {
  readonly resolve: (answer: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/** A job's end of the line to the pool: what it tells, what it asks for, and that it is to stop. */
export class PoolLink {
  readonly #port: MessagePort;
  readonly #stop = new AbortController();
  readonly #asked = new Map<number, Asked>();
  #questions = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: PoolMessage) => this.#hear(message));
  }

  /** Aborts when the pool wants the job to stop. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  tell(message: JobMessage): void {
    this.#port.postMessage(message);
  }

  /** Those of these derivations that no other job makes; they are this job's from now on. */
  async claim(derivations: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(await this.#answer({ type: 'claim', derivations, id: this.#nextId() }));
  }

  /** Waits for a place at a stage; gives back how to leave it. The pool takes back what a job has when that ends. */
  async enter(stage: Stage): Promise<() => void> {
    const id = this.#nextId();
    await this.#answer({ type: 'enter', stage, id });
    return () => this.tell({ type: 'leave', id });
  }

  /** How work of a stage takes its turn among that of all jobs. */
  turns(stage: Stage): Turn {
    return async (work) => {
      const leave = await this.enter(stage);
      try {
        return await work();
      } finally {
        leave();
      }
    };
  }

  close(): void {
    this.#port.close();
  }

  async #answer(question: PoolQuestion & { readonly id: number }): Promise<readonly string[]> {
    if (this.signal.aborted) throw new CommandFailed('the build was stopped');
    const answer = new Promise<readonly string[]>((resolve, reject) =>
      this.#asked.set(question.id, { resolve, reject }),
    );
    this.tell(question);
    return answer;
  }

  #nextId(): number {
    this.#questions += 1;
    return this.#questions;
  }

  #hear(message: PoolMessage): void {
    if (message.type === 'stop') {
      this.#stop.abort();
      for (const { reject } of this.#asked.values()) reject(new CommandFailed('the build was stopped'));
      this.#asked.clear();
      return;
    }
    this.#asked.get(message.id)?.resolve(message.derivations);
    this.#asked.delete(message.id);
  }
}
