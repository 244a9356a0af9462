import { FleetError, HttpFailed, Unreachable } from '../../machines/errors.ts';
import type { NetworkFault } from './plan.ts';
import { diceFor } from './dice-for.ts';
import type { Tale } from './tale.ts';
import type { Timeline } from './timeline.ts';

/** How long a client waits for an answer. */
const TIMEOUT_MS = 30_000;
/** Late messages come when their sender has given up on them. */
const LATE_MS = 35_000;

/** What becomes of one message. */
interface Fate {
  /** When copies arrive, ms from now. */
  readonly arrivals: readonly number[];
  readonly backMs: number;
  readonly isAnswered: boolean;
}

/** The network between the machines and the control plane: in bad weather messages are lost, doubled, late, and overtake each other. */
export class Network {
  readonly #seed: number;
  readonly #timeline: Timeline;
  readonly #tale: Tale;
  readonly #weather = new Map<string, Set<{ readonly id: string; readonly fault: NetworkFault }>>();
  readonly #messages = new Map<string, number>();
  readonly #isCutOff: (machineId: string) => boolean;
  #isCut = false;

  /** `isCutOff`: what a machine runs lets none of its messages out. */
  constructor(seed: number, timeline: Timeline, tale: Tale, isCutOff: (machineId: string) => boolean) {
    this.#isCutOff = isCutOff;
    this.#seed = seed;
    this.#timeline = timeline;
    this.#tale = tale;
  }

  /** The weather is bad for a machine until the answer is called. */
  disturb(machineId: string, id: string, fault: NetworkFault): () => void {
    const bad = this.#weather.get(machineId) ?? new Set();
    this.#weather.set(machineId, bad);
    const one = { id, fault };
    bad.add(one);
    return () => bad.delete(one);
  }

  /** Nothing arrives any more, and what is on its way neither. */
  cut(): void {
    this.#isCut = true;
  }

  /** Sends a message and waits for the answer: `work` is what the other side does with each copy. Rejects as a client would. */
  exchange<T>(machineId: string, work: () => T | Promise<T>): Promise<T> {
    const { arrivals, backMs, isAnswered } = this.#fate(machineId);
    return new Promise((resolve, reject) => {
      const forget = this.#timeline.after(TIMEOUT_MS, () => reject(new Unreachable('no answer within 30 s')));
      const answer = (settle: () => void) =>
        this.#timeline.after(backMs, () => {
          forget();
          settle();
        });
      arrivals.forEach((ms, copy) =>
        this.#timeline.after(ms, () => {
          if (this.#isCut) return;
          const done = Promise.resolve().then(work);
          done.then(
            (value) => copy === 0 && isAnswered && answer(() => resolve(value)),
            (error: unknown) => copy === 0 && isAnswered && answer(() => reject(asClient(error))),
          );
        }),
      );
    });
  }

  #fate(machineId: string): Fate {
    const number = (this.#messages.get(machineId) ?? 0) + 1;
    this.#messages.set(machineId, number);
    const dice = diceFor(this.#seed, 'message', machineId, number);
    const upMs = 2 + dice.below(30);
    let fate: Fate = { arrivals: [upMs], backMs: 2 + dice.below(30), isAnswered: true };
    if (this.#isCutOff(machineId)) return { ...fate, arrivals: [] };
    for (const { id, fault } of this.#weather.get(machineId) ?? []) {
      fate = this.#spoiled(fate, fault, diceFor(this.#seed, id, number));
    }
    return fate;
  }

  #spoiled(fate: Fate, fault: NetworkFault, dice: ReturnType<typeof diceFor>): Fate {
    if (dice.is(fault.lost)) return this.#saw('lost', { ...fate, arrivals: [] });
    if (dice.is(fault.unanswered)) return this.#saw('unanswered', { ...fate, isAnswered: false });
    const laterMs = LATE_MS + dice.below(120_000);
    if (dice.is(fault.late)) return this.#saw('late', { ...fate, arrivals: [laterMs], isAnswered: false });
    if (!dice.is(fault.doubled)) return fate;
    return this.#saw('doubled', { ...fate, arrivals: [...fate.arrivals, dice.one([1, 500, 8_000, laterMs])] });
  }

  #saw(what: string, fate: Fate): Fate {
    this.#tale.saw(`fault: message ${what}`);
    return fate;
  }
}

/** The statuses of `server/http/reply-error.ts`, as far as they can come up here. */
const STATUS_OF: Readonly<Record<string, number>> = { BAD_INPUT: 400, NOT_FOUND: 404, CONFLICT: 409, UNAVAILABLE: 503 };

/** An error as it arrives on the other side. */
function asClient(error: unknown): Error {
  if (error instanceof Unreachable) return error;
  const status = error instanceof FleetError ? (STATUS_OF[error.code] ?? 500) : 500;
  return new HttpFailed(error instanceof Error ? error.message : String(error), status);
}
