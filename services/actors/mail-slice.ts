/** The longest, in ms. */
const LONG_MS = 5;
/** When somebody waits for answers. */
const SHORT_MS = 2;
/** Who has asked this lately asks again soon, in ms. */
const LATELY_MS = 100;

/**
 * How long stored mail may keep the shard before requests have their turn: a little while requests come, but never so little
 * that on a slow disk it is all commit.
 */
export class MailSlice {
  #askedAt = Number.NEGATIVE_INFINITY;
  #commitMs = 0;

  /** A request came. */
  asked(now: number): void {
    this.#askedAt = now;
  }

  /** A commit took so long. */
  committed(ms: number): void {
    this.#commitMs = ms;
  }

  /** The length of the next slice, in ms. */
  at(now: number): number {
    if (now - this.#askedAt >= LATELY_MS) return LONG_MS;
    return Math.min(Math.max(SHORT_MS, 2 * this.#commitMs), LONG_MS);
  }
}
