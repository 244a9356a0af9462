import { BadSnapshot, failureOf } from '../../machines/errors.ts';
import type { Mail, Mailbox, StoredMail } from '../store/mailbox.ts';
import { isStorageFailure } from '../store/storage-failure.ts';
import type { Address } from './address.ts';
import type { Clock } from './clock.ts';
import type { ActorEvent } from './kinds.ts';
import type { Post } from './post.ts';

const TRIES = 3;

/** What a courier needs of its shard. */
export interface CourierParts {
  readonly post: Post;
  readonly mailbox: Mailbox;
  readonly clock: Pick<Clock, 'now'>;
  deliver(to: Address, event: ActorEvent, source: string): void;
  /** Runs work as one transaction; what it failed of. */
  transact(work: () => void): { error: unknown } | undefined;
  problem(what: string, error: unknown): void;
}

/**
 * Brings mail to its receivers: with a group, and one by one when that group has failed. What a receiver cannot take
 * in three tries is buried, and its sender told.
 */
export class Courier {
  readonly #parts: CourierParts;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /** Delivers mail that was written in this group, until the clock says `until`. */
  bringFresh(until: number): void {
    const { post, clock } = this.#parts;
    while (clock.now() < until) {
      const mail = post.nextFresh();
      if (mail === undefined) return;
      this.#bring(mail);
    }
  }

  /** Delivers mail that waits on disk, at most `limit` of it, and adds to `taken` what it took. */
  bringStored(taken: StoredMail[], limit: number, until: number): void {
    while (taken.length < limit && this.#parts.clock.now() < until) {
      const mail = this.#parts.post.nextStored();
      if (mail === undefined) return;
      taken.push(mail);
      this.#take(mail);
      this.bringFresh(until);
    }
  }

  /** Delivers all mail that waits to or from an actor, at once: the actor is about to go. */
  bringAllAbout(address: Address, side: 'receiver' | 'sender'): void {
    const { post, mailbox } = this.#parts;
    post.storeFresh();
    for (const mail of mailbox.about(address, side)) {
      try {
        this.#take(mail);
      } catch (error) {
        // Its stored state cannot be used: who told it has to know.
        if (!(error instanceof BadSnapshot)) throw error;
        if (!isReturned(mail)) this.#bring(returned(mail));
      }
    }
  }

  /** Delivers the next mail that waits on disk in a transaction of its own. */
  bringOneAlone(): void {
    const { post, transact } = this.#parts;
    const mail = post.nextStored();
    if (mail === undefined) return;
    const failure = transact(() => {
      post.storeFromNow();
      this.#take(mail);
    });
    if (failure === undefined || isStorageFailure(failure.error)) return;
    post.block(mail.receiver);
    this.#countAttempt(mail, failure.error);
  }

  /** Takes mail that waited; not there any more: it was withdrawn after its page was read. */
  #take(mail: StoredMail): void {
    if (this.#parts.mailbox.take(mail.id)) this.#bring(mail);
  }

  #bring({ receiver, event, sender }: Mail): void {
    this.#parts.deliver(receiver as Address, JSON.parse(event) as ActorEvent, sender);
  }

  /** Counts outside of the failed transaction; the last try buries the mail and tells its sender. */
  #countAttempt(mail: StoredMail, error: unknown): void {
    const { mailbox, clock, transact, problem } = this.#parts;
    problem(`${mail.receiver} could not take its mail (try ${mail.attempts + 1} of ${TRIES})`, error);
    transact(() => {
      if (mail.attempts + 1 < TRIES) return mailbox.countAttempt(mail.id);
      mailbox.bury(mail, failureOf(error).message, clock.now());
      if (!isReturned(mail)) mailbox.put(returned(mail));
    });
  }
}

/** It came back already: there is nobody to tell. */
const isReturned = ({ sender }: Mail): boolean => sender.startsWith('post:');

/** Mail that its receiver could not take, for its sender. */
const returned = ({ receiver, sender, id, event }: StoredMail): Mail => ({
  receiver: sender,
  sender: `post:${receiver}`,
  delivery: id,
  ordinal: 0,
  event: JSON.stringify({ type: 'mail.returned', from: receiver, event: JSON.parse(event) as ActorEvent }),
});
