import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PrefetchFrame } from '../../../machines/model/link.ts';
import type { ToldBatch } from '../../store/unit.ts';
import type { LinkReads } from '../../store/read/links.ts';
import type { Log } from '../log.ts';

/** What telling machines ahead is made of. */
export interface PrefetchParts {
  readonly reads: Pick<LinkReads, 'nextMembers'>;
  readonly send: (machineId: string, frame: PrefetchFrame) => boolean;
  readonly log: Log;
}

/** Machines that are looked up before others get their turn. */
const AT_ONCE = 250;

/**
 * Tells the machines of a batch, while the one before it is waited for, which path will be wanted of them: what they
 * fetch now, nobody waits for then. Nothing depends on it, and nothing of it is stored: who has no link, or is told while
 * we stop, fetches when it is its turn.
 */
export class Prefetch {
  readonly #parts: PrefetchParts;
  #last: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: PrefetchParts) {
    this.#parts = parts;
  }

  /** This batch has begun to wait: the next one may fetch. One after the other, a few machines at a time. */
  after(batch: ToldBatch): void {
    this.#last = this.#last
      .then(() => this.#tellNext(batch))
      .catch((error: unknown) => {
        this.#parts.log('error', 'machines cannot be told what to fetch ahead', { error });
      });
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #tellNext({ rolloutId, index }: ToldBatch): Promise<void> {
    for (let after = -1; ;) {
      await nextTurn();
      if (this.#isStopped) return;
      const members = this.#parts.reads.nextMembers({ rolloutId, index: index + 1, after, limit: AT_ONCE });
      for (const { machineId, hash, cache_url } of members)
        this.#parts.send(machineId, { type: 'prefetch', hash, cache_url });
      after = members.at(-1)?.position ?? after;
      if (members.length < AT_ONCE) return;
    }
  }
}
