import { setImmediate as breath } from 'node:timers/promises';
import { RateLimited } from '../../../machines/errors.ts';

/** What may wait, in characters: agents that were all started at once send again at their next poll. */
const MOST_WAITING = 64 * 1024 * 1024;

const AGAIN_SECONDS = 30;

/**
 * Gives evidence its turn. To verify it takes a millisecond of the thread that answers everybody, and a fleet that was
 * switched sends it all at once: between any two pieces others have their turn, and of each machine one waits.
 */
export class EvidenceQueue {
  readonly #machines = new Set<string>();
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work for the evidence of a machine when it is its turn. Throws `RateLimited` when too much waits already. */
  async take<Done>({ machineId, length }: Waiting, work: () => Promise<Done>): Promise<Done> {
    if (this.#machines.has(machineId))
      throw new RateLimited(`evidence of ${machineId} is being taken; come again in ${AGAIN_SECONDS} s`, AGAIN_SECONDS);
    if (this.#waiting > 0 && this.#waiting + length > MOST_WAITING)
      throw new RateLimited(`too much evidence comes at once; come again in ${AGAIN_SECONDS} s`, AGAIN_SECONDS);
    this.#machines.add(machineId);
    this.#waiting += length;
    try {
      await this.#turn();
      return await work();
    } finally {
      this.#machines.delete(machineId);
      this.#waiting -= length;
    }
  }

  #turn(): Promise<unknown> {
    return (this.#last = this.#last.then(() => breath()));
  }
}

/** What waits: whose, and how long its document is. */
export interface Waiting {
  readonly machineId: string;
  readonly length: number;
}
