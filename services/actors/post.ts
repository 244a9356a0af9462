import type { Mail, Mailbox, StoredMail } from '../store/mailbox.ts';

/**
 * The mail of a shard. Fresh mail is handed on within its group and never touches the disk, unless its sender has older
 * mail for the same receiver there: what one actor tells another is taken in order. What waits on disk is taken in passes,
 * oldest first; a receiver that failed is left out until the next pass.
 */
export class Post {
  readonly #mailbox: Mailbox;
  readonly #pageSize: number;
  readonly #blocked = new Set<string>();
  #fresh: Mail[] = [];
  #page: StoredMail[] = [];
  #after = 0;
  #mayWait = true;
  #goesToDisk = false;

  constructor(mailbox: Mailbox, pageSize: number) {
    this.#mailbox = mailbox;
    this.#pageSize = pageSize;
  }

  /** There may be mail on disk. */
  get mayWait(): boolean {
    return this.#mayWait;
  }

  /** Takes mail that a chart emits. */
  put(mail: Mail): void {
    if (this.#goesToDisk || (this.#mayWait && this.#mailbox.waitsBetween(mail.sender, mail.receiver)))
      this.#write(mail);
    else this.#fresh.push(mail);
  }

  /** From now on, until the group ends, all mail goes to the disk: behind a fan-out, or when deliveries run alone. */
  storeFromNow(): void {
    this.storeFresh();
    this.#goesToDisk = true;
    this.#mayWait = true;
  }

  /** Takes back what a sender told and nobody has taken yet: its events of one type. */
  recall(sender: string, type: string): void {
    this.storeFresh();
    this.#mailbox.recall(sender, type);
  }

  /** The next mail of this group. */
  nextFresh(): Mail | undefined {
    return this.#fresh.shift();
  }

  /** Writes what the group could not hand on. */
  storeFresh(): void {
    for (const mail of this.#fresh) this.#write(mail);
    this.#fresh = [];
  }

  /** Mail waits on disk; false ends a pass. */
  hasStored(): boolean {
    if (this.#page.length > 0) return true;
    if (!this.#mayWait) return false;
    this.#page = this.#mailbox.page(this.#after, this.#pageSize);
    if (this.#page.length === 0) this.#endPass();
    return this.#page.length > 0;
  }

  /** The next mail that waits on disk; undefined at the end of a pass. */
  nextStored(): StoredMail | undefined {
    while (this.hasStored()) {
      const mail = this.#page.shift();
      if (mail === undefined) return undefined;
      this.#after = mail.id;
      if (!this.#blocked.has(mail.receiver)) return mail;
    }
    return undefined;
  }

  /** This receiver could not take its mail; its later mail waits for the next pass. */
  block(receiver: string): void {
    this.#blocked.add(receiver);
  }

  /** The group is committed. */
  committed(): void {
    this.#goesToDisk = false;
  }

  /** The group was rolled back: nothing that it read or wrote is true. */
  rolledBack(): void {
    this.#fresh = [];
    this.#page = [];
    this.#after = 0;
    this.#mayWait = true;
    this.#goesToDisk = false;
  }

  #write(mail: Mail): void {
    this.#mailbox.put(mail);
    this.#mayWait = true;
  }

  #endPass(): void {
    this.#mayWait = this.#blocked.size > 0;
    this.#blocked.clear();
    this.#after = 0;
  }
}
