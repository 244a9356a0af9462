import type { AnyMachineSnapshot } from 'xstate';
import { Unavailable } from '../../machines/errors.ts';
import type { StoredMail } from '../store/mailbox.ts';
import { isStorageFailure } from '../store/storage-failure.ts';
import type { Address } from './address.ts';
import type { Clock } from './clock.ts';
import { Courier } from './courier.ts';
import { type Delivery, requestDelivery } from './delivery.ts';
import { Effects } from './effects.ts';
import { Ends } from './ends.ts';
import type { Inspected } from './inspect/inspected.ts';
import { type ActorEvent, type Emission, isRecall, isTell, type Kind } from './kinds.ts';
import type { LiveActor } from './live-actor.ts';
import { MailSlice } from './mail-slice.ts';
import { Post } from './post.ts';
import { Roster } from './roster.ts';
import type { ShardObserver } from './shard-observer.ts';
import type { ShardUnit, Turn } from './shard-unit.ts';

/** What a shard is made of. */
export interface ShardParts<Unit extends ShardUnit> {
  readonly unit: Unit;
  readonly kinds: Readonly<Record<string, Kind<Unit>>>;
  readonly clock: Clock;
  /** A group was committed: there may be new rows. */
  readonly committed?: () => void;
  /** Something went wrong that no caller is told of. */
  readonly problem?: (what: string, error: unknown) => void;
  readonly observer?: ShardObserver;
  /** Hears, after each commit, what actors have heard in it; costs nothing unless it is there. */
  readonly inspected?: ((seen: readonly Inspected[]) => void) | undefined;
  /** Runs the next group soon; `setImmediate` unless a simulator says when. */
  readonly schedule?: (run: () => void) => void;
}

const GROUP_DELIVERIES = 256;
const GROUP_MAIL = 250;
const GROUP_MS = 5;
const BACK_OFF_MS = 1_000;
const LIVE_ACTORS = 20_000;

/**
 * Runs the actors of a database: one event at a time, each a unit of work; commits them in groups.
 *
 * A group is one transaction. If anything in it fails, all of it is rolled back, every actor it touched is let go, and
 * its deliveries are redone one per transaction: one bad event costs only its own answer, and nothing in memory is ever
 * ahead of the disk.
 *
 * Requests and stored mail take turns, each with a commit and a turn of the event loop of its own: while ten thousand
 * machines are told of a rollout, nobody else waits for more than a little of it.
 */
export class Shard<Unit extends ShardUnit> {
  readonly #parts: ShardParts<Unit>;
  readonly #effects: Effects;
  readonly #roster: Roster<Unit>;
  readonly #post: Post;
  readonly #courier: Courier;
  readonly #slice = new MailSlice();
  readonly #stopping = new AbortController();
  #queue: Delivery[] = [];
  #isScheduled = false;
  #isBackingOff = false;
  #isMailsTurn = false;

  constructor(parts: ShardParts<Unit>) {
    this.#parts = parts;
    const problem = (what: string, error: unknown) => this.#problem(what, error);
    const ends = new Ends({
      has: (live) => this.#roster.has(live),
      change: (address, doing) => this.#roster.change({ address, now: parts.clock.now() }, doing),
      leave: (child) => this.#effects.leave(child),
      giveUp: (address, error) => this.#roster.quarantine(address, error),
      problem,
    });
    const ended = (...end: Parameters<Ends['delivery']>) => this.#enqueue(ends.delivery(...end));
    this.#effects = new Effects({ ended, problem });
    this.#post = new Post(parts.unit.mailbox, GROUP_MAIL);
    this.#courier = new Courier({
      post: this.#post,
      mailbox: parts.unit.mailbox,
      clock: parts.clock,
      deliver: (to, event, source) => this.#deliver(to, event, source),
      transact: (work) => this.#transact(work),
      problem,
    });
    const emitted = (from: LiveActor, emission: Emission) => this.#emitted(from, emission);
    this.#roster = new Roster({ ...parts, effects: this.#effects, emitted, limit: LIVE_ACTORS });
  }

  /** Restores the actors that have effects to run, and begins to take the mail that waits. */
  start(): void {
    const now = this.#parts.clock.now();
    for (const address of this.#parts.unit.snapshots.pending()) this.#roster.revive(address as Address, now);
    this.#effects.release();
    this.#wake();
  }

  /** Runs `work` in the next group; answers after the commit. A `FleetError` thrown before anything is written is a refusal. */
  request<T>(work: (turn: Turn<Unit>) => T): Promise<T> {
    if (this.#stopping.signal.aborted)
      return Promise.reject(new Unavailable('the service is stopping; try again in a moment'));
    const { unit, clock } = this.#parts;
    const inTurn = () =>
      work({
        unit,
        now: clock.now(),
        quarantined: this.#roster.quarantined,
        isUsable: (address) => this.#roster.isUsable(address, clock.now()),
        send: (to, event) => this.#deliver(to, event),
        bringMail: (side, address) => this.#courier.bringAllAbout(address, side),
        forget: (address) => this.#roster.forget(address),
      });
    return new Promise<T>((resolve, reject) => {
      this.#enqueue(requestDelivery(inTurn, () => unit.changes(), { resolve, reject }));
    });
  }

  /** Sends an event to an actor; ends after the commit. */
  send(to: Address, event: ActorEvent): Promise<void> {
    return this.request((turn) => turn.send(to, event));
  }

  /** The state of an actor that is in memory. */
  snapshot(address: Address): AnyMachineSnapshot | undefined {
    return this.#roster.peek(address);
  }

  /** Actors whose stored state cannot be used, and why. */
  get quarantined(): ReadonlyMap<Address, string> {
    return this.#roster.quarantined;
  }

  /** Actors in memory. */
  get live(): number {
    return this.#roster.size;
  }

  /** Deliveries that wait for the next group. */
  get queued(): number {
    return this.#queue.length;
  }

  /** The last write has failed and is tried again soon. */
  get isBackingOff(): boolean {
    return this.#isBackingOff;
  }

  /** Runs what was asked, takes nothing new and lets go of all actors; their effects go on after the next start. */
  stop(): void {
    this.#stopping.abort();
    while (this.#queue.length > 0) this.#runGroup();
    this.#roster.clear();
  }

  #enqueue(delivery: Delivery): void {
    this.#queue.push(delivery);
    this.#wake();
  }

  #wake(): void {
    if (this.#isScheduled || this.#stopping.signal.aborted) return;
    this.#isScheduled = true;
    (this.#parts.schedule ?? setImmediate)(() => {
      this.#isScheduled = false;
      if (this.#stopping.signal.aborted) return;
      this.#takeTurn();
      if (this.#queue.length > 0 || this.#mayBringMail) this.#wake();
    });
  }

  get #mayBringMail(): boolean {
    return this.#post.mayWait && !this.#isBackingOff;
  }

  #takeTurn(): void {
    const isMailsTurn = this.#mayBringMail && (this.#isMailsTurn || this.#queue.length === 0);
    this.#isMailsTurn = !isMailsTurn;
    if (isMailsTurn) this.#runMail();
    else if (this.#queue.length > 0) this.#runGroup();
  }

  #runGroup(): void {
    const group: Delivery[] = [];
    this.#slice.asked(this.#parts.clock.now());
    const failure = this.#transact(() => this.#runQueued(group));
    if (failure !== undefined) return this.#redo(group, 0);
    this.#parts.observer?.grouped(group.length);
    for (const delivery of group) delivery.done();
  }

  #runMail(): void {
    if (!this.#post.hasStored()) return;
    const mail: StoredMail[] = [];
    const now = this.#parts.clock.now();
    const failure = this.#transact(() => this.#courier.bringStored(mail, GROUP_MAIL, now + this.#slice.at(now)));
    if (failure !== undefined) return this.#redo([], mail.length);
    this.#parts.observer?.grouped(mail.length);
  }

  /** Runs what has arrived, each with the mail that it causes, until there is enough for one commit. */
  #runQueued(group: Delivery[]): void {
    const until = this.#parts.clock.now() + GROUP_MS;
    try {
      for (const delivery of this.#queue) {
        group.push(delivery);
        delivery.run();
        this.#courier.bringFresh(until);
        if (group.length === GROUP_DELIVERIES || this.#parts.clock.now() >= until) return;
      }
    } finally {
      this.#queue.splice(0, group.length);
    }
  }

  /**
   * One delivery a transaction, each actor as it was committed; their mail goes to the disk. Mail is read anew: some of
   * what the group took was written by the group itself, and is gone with it.
   */
  #redo(group: readonly Delivery[], mailCount: number): void {
    this.#parts.observer?.redone();
    for (const delivery of group) {
      const failure = this.#transact(() => {
        this.#post.storeFromNow();
        delivery.run();
      });
      if (failure === undefined) delivery.done();
      else delivery.failed(failure.error);
    }
    for (let left = mailCount; left > 0 && !this.#isBackingOff; left -= 1) this.#courier.bringOneAlone();
    if (this.#isBackingOff) return;
    this.#roster.reviveLost(this.#parts.clock.now());
    this.#effects.release();
  }

  /** Runs work as one transaction with its snapshots and its mail. After a failure nothing of it is left, here or on disk. */
  #transact(work: () => void): { error: unknown } | undefined {
    const { observer, unit, clock } = this.#parts;
    observer?.began();
    try {
      const workedAt = unit.transaction(() => {
        work();
        this.#roster.store();
        this.#post.storeFresh();
        return clock.now();
      });
      this.#slice.committed(clock.now() - workedAt);
    } catch (error) {
      this.#post.rolledBack();
      this.#roster.rolledBack();
      if (isStorageFailure(error)) this.#backOff(error);
      return { error };
    }
    observer?.committed();
    this.#post.committed();
    this.#roster.committed();
    this.#effects.release();
    this.#parts.committed?.();
    return undefined;
  }

  #deliver(address: Address, event: ActorEvent, source?: string): void {
    const now = this.#parts.clock.now();
    this.#roster.change({ address, now, source }, (live) => live.take(event, now));
  }

  #emitted(from: LiveActor, emission: Emission): void {
    if (isRecall(emission)) return this.#post.recall(emission.from, emission.event);
    if (!isTell(emission)) return this.#parts.unit.record(from.address, emission, this.#parts.clock.now());
    const { to, event } = emission;
    const mail = { sender: from.address, ...from.nextMail() };
    if (this.#roster.kind(to) !== undefined)
      return this.#post.put({ ...mail, receiver: to, event: JSON.stringify(event) });
    this.#post.storeFromNow();
    return this.#parts.unit.tellMany?.(to, { ...mail, event }, this.#parts.clock.now());
  }

  /** The disk is full or failing: mail and effects wait a little, requests are answered that we cannot. */
  #backOff(error: unknown): void {
    this.#parts.observer?.storageFailed();
    if (this.#isBackingOff || this.#stopping.signal.aborted) return;
    this.#isBackingOff = true;
    this.#problem('the database cannot be written', error);
    const { clock } = this.#parts;
    clock.sleepUntil(clock.now() + BACK_OFF_MS, this.#stopping.signal).then(
      () => {
        if (this.#stopping.signal.aborted) return;
        this.#isBackingOff = false;
        this.#roster.reviveLost(clock.now());
        this.#effects.release();
        this.#wake();
      },
      () => undefined,
    );
  }

  #problem(what: string, error: unknown): void {
    this.#parts.problem?.(what, error);
  }
}
