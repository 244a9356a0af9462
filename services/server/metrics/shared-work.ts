interface Caller<T> {
  readonly resolve: (answer: T) => void;
  readonly reject: (error: unknown) => void;
}

/** How much longer than the work the rest after it is: at most a tenth of the time goes into it. */
const REST = 9;
const LONGEST_REST_MS = 500;

/**
 * Work that anybody may ask for and that costs much: it is done once at a time, for all who wait, with a rest after it in
 * proportion. Each answer is of work that began after it was asked for.
 */
export class SharedWork<T> {
  readonly #work: () => Promise<T>;
  #waiting: Caller<T>[] = [];
  #isBusy = false;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  ask(): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#isBusy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    const callers = this.#waiting;
    this.#waiting = [];
    const beganAt = performance.now();
    try {
      const answer = await this.#work();
      for (const { resolve } of callers) resolve(answer);
    } catch (error) {
      for (const { reject } of callers) reject(error);
    }
    const restMs = Math.min((performance.now() - beganAt) * REST, LONGEST_REST_MS);
    setTimeout(() => {
      this.#isBusy = false;
      if (this.#waiting.length > 0) void this.#run();
    }, restMs).unref();
  }
}
