/** When nobody has asked lately, in ms: of a rollout over 10,000 machines each commit is a part. */
const LONG_MS = 15;
/** When somebody waits for answers: at least this, and at most. */
const SHORT_MS = 2;
const SLOW_DISK_MS = 5;
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
    return Math.min(Math.max(SHORT_MS, 2 * this.#commitMs), SLOW_DISK_MS);
  }
}
