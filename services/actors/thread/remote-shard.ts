import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { errorOf, Unavailable } from '../../../machines/errors.ts';
import type { Nudge, RequestName, Requests } from '../engine.ts';
import type { ActorFigures } from '../figures.ts';
import type { Inspected } from '../inspect/inspected.ts';
import type { Log } from '../log.ts';
import type { ActorThreadData, Answer, FromThread, Question, ToThread } from './protocol.ts';

/** What is told of a thread. */
export interface RemoteShardParts {
  readonly dbPath: string;
  readonly log: Log;
  readonly committed: (nudge: Nudge) => void;
  /** The thread has ended without being asked to. */
  readonly died: (error: Error) => void;
  /** Starts the thread itself; a test keeps hold of it. */
  readonly createWorker?: (data: ActorThreadData) => Worker;
  /** Hears, after each commit, what actors have heard in it. */
  readonly inspected?: ((seen: readonly Inspected[]) => void) | undefined;
}

/** A thread that runs `entry`. */
const actorThread = (workerData: ActorThreadData): Worker =>
  new Worker(new URL('./entry.js', import.meta.url), { workerData });

/** A thread that has not given its figures by then is busy or stuck: nobody waits longer for them. */
const FIGURES_MS = 1_000;

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
}

/** One incarnation of the actor thread, seen from the main thread. What it was asked and has not answered when it dies fails. */
export class RemoteShard {
  readonly #worker: Worker;
  readonly #parts: RemoteShardParts;
  readonly #waiting = new Map<number, Waiting>();
  #questions: Question[] = [];
  #counting: Promise<ActorFigures | null> | undefined;
  #counted: ((figures: ActorFigures | null) => void) | undefined;
  #heardAt = performance.now();
  #lastId = 0;
  #isStopping = false;

  private constructor(worker: Worker, parts: RemoteShardParts) {
    this.#worker = worker;
    this.#parts = parts;
    worker.on('message', (message: FromThread) => this.#hear(message));
    worker.on('error', (error) => this.#end(error));
    worker.on('exit', () => this.#end(new Error('the actor thread has ended')));
  }

  /** Starts the thread; ends when its actors are restored. Throws what kept it from starting. */
  static async start(parts: RemoteShardParts): Promise<RemoteShard> {
    const worker = (parts.createWorker ?? actorThread)({
      dbPath: parts.dbPath,
      isInspected: parts.inspected !== undefined,
    });
    const [first] = (await once(worker, 'message')) as [FromThread];
    if (first.type === 'refused') {
      await worker.terminate();
      throw errorOf(first.failure);
    }
    return new RemoteShard(worker, parts);
  }

  /** Asks the shard; everything that is asked in one turn of the event loop goes in one message. */
  request<Name extends RequestName>(name: Name, input: Requests[Name]['input']): Promise<Requests[Name]['output']> {
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, { resolve, reject });
      this.#questions.push({ id: this.#lastId, name, input });
      if (this.#questions.length === 1) setImmediate(() => this.#flush());
    });
  }

  /** The thread's figures; null: it does not answer in time. */
  figures(): Promise<ActorFigures | null> {
    this.#counting ??= new Promise((resolve) => {
      const settle = (figures: ActorFigures | null) => {
        clearTimeout(late);
        this.#counting = this.#counted = undefined;
        resolve(figures);
      };
      const late = setTimeout(() => settle(null), FIGURES_MS);
      this.#counted = settle;
      this.#send({ type: 'count' });
    });
    return this.#counting;
  }

  /** How long ago the thread last said anything. */
  get silentSeconds(): number {
    return (performance.now() - this.#heardAt) / 1000;
  }

  /** Lets the thread finish what it was asked, and end. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#flush();
    const ended = once(this.#worker, 'exit');
    this.#send({ type: 'stop' });
    await ended;
  }

  #flush(): void {
    const questions = this.#questions;
    if (questions.length === 0) return;
    this.#questions = [];
    try {
      this.#send({ type: 'questions', questions });
    } catch {
      // One of them cannot be cloned, and so nothing was sent: only its own caller shall pay for it.
      for (const question of questions) this.#sendAlone(question);
    }
  }

  #sendAlone(question: Question): void {
    try {
      this.#send({ type: 'questions', questions: [question] });
    } catch (error) {
      this.#waiting.get(question.id)?.reject(error instanceof Error ? error : new Error(String(error)));
      this.#waiting.delete(question.id);
    }
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromThread): void {
    this.#heardAt = performance.now();
    switch (message.type) {
      case 'answers':
        return message.answers.forEach((answer) => this.#settle(answer));
      case 'committed':
        return this.#parts.committed(message.nudge);
      case 'inspected':
        return this.#parts.inspected?.(message.seen);
      case 'counted':
        return this.#counted?.(message.figures);
      case 'log':
        return this.#parts.log(...message.line);
      case 'ready':
      case 'refused':
      case 'stopped':
        return;
    }
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('failure' in answer) waiting?.reject(errorOf(answer.failure));
    else waiting?.resolve(answer.output as never);
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new Unavailable('the control plane is restarting its actors; try again in a moment'));
    }
    this.#waiting.clear();
    this.#counted?.(null);
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#parts.died(error);
  }
}
