import { HttpFailed } from '../../machines/errors.ts';
import type { ActorDetail } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { isPassing } from '../asking/passing.ts';

/** Who answers what an actor and its chart are now. */
export interface ActorLookSource {
  actor(signal: AbortSignal): Promise<ActorDetail>;
  chart(name: string, signal: AbortSignal): Promise<Statechart>;
}

/** An actor anew. */
export interface ActorLook {
  readonly actor: ActorDetail;
  /** The control plane has less than it has told: it was restored from a backup. */
  readonly hasGoneBack: boolean;
  /** Another one than before: the control plane was upgraded. */
  readonly chart?: Statechart | undefined;
}

/** What is known of an actor already, and who hears more of it. */
export interface ActorLooksParts {
  /** The newest `seq` that was told. */
  readonly after: number;
  /** Of the actor whose chart is known. */
  readonly version: number;
  readonly signal: AbortSignal;
  readonly tell: (look: ActorLook) => void;
  /** It is no use to ask on: the actor is not there any more, or something is wrong here. */
  readonly over: (why: unknown) => void;
}

/** Asks for an actor, one question at a time. */
export class ActorLooks {
  readonly #source: ActorLookSource;
  readonly #parts: ActorLooksParts;
  #known: number;
  #version: number;
  #isAsking = false;
  #isNudged = false;

  constructor(source: ActorLookSource, parts: ActorLooksParts) {
    this.#source = source;
    this.#parts = parts;
    this.#known = parts.after;
    this.#version = parts.version;
  }

  /** A step was told: what else became of the actor is asked for, once more if a question is under way. */
  heard(seq: number): void {
    this.#known = Math.max(this.#known, seq);
    this.nudge();
  }

  /** Something may have happened: it is asked for, once more if a question is under way. */
  nudge(): void {
    this.#isNudged = true;
    if (!this.#isAsking) this.#begin(false);
  }

  /** Nobody has said anything for a while: it is asked for unless a question is under way. */
  glance(): void {
    if (!this.#isAsking && !this.#parts.signal.aborted) this.#begin(true);
  }

  #begin(isGlance: boolean): void {
    this.#isAsking = true;
    this.#ask(isGlance)
      .catch(this.#parts.over)
      .finally(() => (this.#isAsking = false));
  }

  async #ask(isGlance: boolean): Promise<void> {
    const { signal, tell } = this.#parts;
    do {
      this.#isNudged = false;
      const look = await this.#look().catch((error: unknown) => {
        if (signal.aborted || isPassing(error)) return undefined;
        // After a step the feed says that it is gone; and why it cannot be had it says at any time.
        if (error instanceof HttpFailed && !(isGlance && error.status === 404)) return undefined;
        throw error;
      });
      if (look !== undefined && !signal.aborted) tell(look);
    } while (this.#isNudged && !signal.aborted);
  }

  /** Who was asked after we knew a step has that step, unless its database is an older one now. */
  async #look(): Promise<ActorLook> {
    const { signal } = this.#parts;
    const known = this.#known;
    const actor = await this.#source.actor(signal);
    const chart = actor.version === this.#version ? undefined : await this.#source.chart(actor.chart, signal);
    const hasGoneBack = actor.last_seq < known;
    this.#version = actor.version;
    this.#known = hasGoneBack ? actor.last_seq : Math.max(this.#known, actor.last_seq);
    return { actor, hasGoneBack, chart };
  }
}
