import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { Told } from './link-session.ts';
import type { LinkListener } from './link.ts';

/** What the control plane has said over the link, as the chart hears of it. */
export type Nudge =
  | { readonly type: 'wanted.changed' }
  | { readonly type: 'prefetch'; readonly path: string; readonly cacheUrl: string | null }
  | { readonly type: 'retry'; readonly path: string };

/** What advice is made of. */
export interface AdviceParts {
  /** Asks the control plane. */
  readonly ask: (signal?: AbortSignal) => Promise<DesiredGeneration | null>;
  readonly nudge: (nudge: Nudge) => void;
  /** Looks whether there are other certificates, where no question does so. */
  readonly look: () => Promise<void>;
  /** The link stands: what it said is heard no later than it was said. */
  readonly stands: () => boolean;
  /** ms of a clock that nobody sets. */
  readonly elapsedMs?: () => number;
}

/** The last word of a link that stands; null: nothing is wanted. */
interface Word {
  readonly desired: DesiredGeneration | null;
}

const LONGEST_TRUST_MS = 86_400_000;

/**
 * What a machine should run. While the link stands its last word is an answer, so that an idle agent asks only as often as
 * the control plane wants; there is always a question in between, in case one of the two has not noticed that the other is
 * gone.
 */
export class LinkAdvice implements LinkListener {
  readonly #parts: AdviceParts;
  readonly #elapsedMs: () => number;
  #word: Word | undefined;
  #trustMs = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** What the chart was last answered, as text; undefined: nothing, or that it cannot be known. */
  #answered: string | undefined;
  #last: DesiredGeneration | null = null;

  constructor(parts: AdviceParts) {
    this.#parts = parts;
    this.#elapsedMs = parts.elapsedMs ?? (() => performance.now());
  }

  /** Throws when it is asked for and the control plane does not answer. */
  async desiredGeneration(signal?: AbortSignal): Promise<DesiredGeneration | null> {
    const word = this.#word;
    if (word && this.#parts.stands() && this.#elapsedMs() - this.#askedAt < this.#trustMs) {
      await this.#parts.look();
      return this.#answer((this.#word ?? word).desired);
    }
    this.#answered = undefined;
    const askedAt = this.#elapsedMs();
    const asked = await this.#parts.ask(signal);
    this.#askedAt = askedAt;
    return this.#answer(this.#newest(asked, word));
  }

  /** Under which name the lines of fetching a path are shown: its assignment, or the path without its folder. */
  attemptFor(path: string): string {
    const assignment = this.#last?.hash === path ? this.#last.assignment : null;
    return assignment ?? path.replace(/^.*\//, '');
  }

  told(frame: Told): void {
    switch (frame.type) {
      case 'welcome':
        this.#trustMs = Math.min(frame.poll_seconds * 1000, LONGEST_TRUST_MS);
        return;
      case 'wanted':
        this.#word = { desired: frame.wanted && { ...frame.wanted, poll_hint: null } };
        if (textOf(this.#word.desired) !== this.#answered) this.#parts.nudge({ type: 'wanted.changed' });
        return;
      case 'prefetch':
        return this.#parts.nudge({ type: 'prefetch', path: frame.hash, cacheUrl: frame.cache_url });
      case 'retry':
        return this.#parts.nudge({ type: 'retry', path: frame.hash });
    }
  }

  lost(): void {
    this.#word = undefined;
  }

  /**
   * What was said while the question was under way may be newer than the answer; if it is older, what is newer will be said
   * in a moment. What was said before is older.
   */
  #newest(asked: DesiredGeneration | null, before: Word | undefined): DesiredGeneration | null {
    if (this.#word !== undefined && this.#word !== before) return this.#word.desired;
    if (this.#word !== undefined) this.#word = { desired: asked && { ...asked, poll_hint: null } };
    return asked;
  }

  #answer(desired: DesiredGeneration | null): DesiredGeneration | null {
    this.#answered = textOf(desired);
    this.#last = desired;
    return desired;
  }
}

/** What an agent acts on; when to ask again is not part of it. */
const textOf = (desired: DesiredGeneration | null): string =>
  JSON.stringify(desired && [desired.hash, desired.cache_url ?? null, desired.assignment ?? null]);
