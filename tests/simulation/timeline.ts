interface Appointment {
  readonly at: number;
  /** Of two at the same time the one that was made first comes first. */
  readonly number: number;
  run: (() => void) | undefined;
}

/** The time of a simulated world: goes from one appointment to the next, and everything that follows from one has happened before the next. */
export class Timeline {
  #now = Date.parse('2026-01-01T00:00:00Z');
  #made = 0;
  /** A heap: no appointment is earlier than its parent. */
  readonly #heap: Appointment[] = [];

  /** ms since the epoch, as nobody in this world can read it: every clock has an error of its own. */
  get now(): number {
    return this.#now;
  }

  /** Makes an appointment; gives the way to cancel it. */
  after(ms: number, run: () => void): () => void {
    const appointment: Appointment = { at: this.#now + Math.max(0, ms), number: (this.#made += 1), run };
    this.#push(appointment);
    return () => (appointment.run = undefined);
  }

  /** Lets `ms` pass, or less when `isOver` says so. Throws what an appointment throws. */
  async pass(ms: number, isOver: () => boolean): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#pop();
      if (next.run === undefined) continue;
      this.#now = next.at;
      next.run();
      await drained();
      if (isOver()) return;
    }
    this.#now = end;
  }

  #push(appointment: Appointment): void {
    const heap = this.#heap;
    let place = heap.push(appointment) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, appointment)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = appointment;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (one === undefined) break;
      const [least, child] = other !== undefined && isBefore(other, one) ? [other, left + 1] : [one, left];
      if (isBefore(last, least)) break;
      heap[place] = least;
      place = child;
    }
    heap[place] = last;
  }
}

const isBefore = (one: Appointment, other: Appointment): boolean =>
  one.at < other.at || (one.at === other.at && one.number < other.number);

/** Every promise that can go on has gone on. */
const drained = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
