import { setTimeout as sleep } from 'node:timers/promises';
import { HttpFailed, Unreachable } from '../../machines/errors.ts';
import { counted } from '../../machines/policy/counted.ts';
import { printable } from '../../services/host/printable.ts';

/** What one machine waits for, asked of the control plane. */
export type AskWhy = (machine: string) => Promise<{ readonly sentence: string }>;

/** How long who was answered waits in any case before it asks again. */
const GAP_MS = 500;
/** So many machines are asked about; a person reads no more at once. */
const SHOWN = 6;

/** What the machines wait for that somebody watches, asked again and again. */
export class Sentences {
  readonly #ask: AskWhy;
  #known: readonly (readonly [machine: string, sentence: string])[] = [];
  /** How many machines were not asked about. */
  #more = 0;
  #nudged = () => undefined as void;

  constructor(ask: AskWhy) {
    this.#ask = ask;
  }

  /** What a machine waits for, if it was asked about. */
  of(machine: string): string | undefined {
    return this.#known.find(([known]) => known === machine)?.[1];
  }

  /** A line for each machine that was asked about and waits still, and how many more there were. */
  lines(isWaiting: (machine: string) => boolean): string[] {
    const lines = this.#known
      .filter(([machine]) => isWaiting(machine))
      .map(([machine, sentence]) => `  ${printable(machine)}: ${printable(sentence)}`);
    return this.#more > 0 && lines.length > 0 ? [...lines, `  and ${counted(this.#more, 'more machine')}`] : lines;
  }

  /** Something has happened: what was answered may no longer be so. */
  nudge(): void {
    this.#nudged();
  }

  /** Asks until the signal aborts, and throws then; `onNews` hears of each round that was answered. */
  async keepAsking(machines: () => readonly string[], onNews: () => void, { signal, everyMs }: Rhythm): Promise<never> {
    for (;;) {
      const nudged = new Promise<void>((resolve) => (this.#nudged = resolve));
      const all = machines();
      const told = await Promise.all(all.slice(0, SHOWN).map((machine) => this.#sentence(machine)));
      signal.throwIfAborted();
      this.#known = told.filter((pair) => pair !== undefined);
      this.#more = all.length - SHOWN;
      if (this.#known.length > 0) onNews();
      const gapMs = Math.min(GAP_MS, everyMs);
      await sleep(gapMs, undefined, { signal });
      await Promise.race([nudged, sleep(everyMs - gapMs, undefined, { signal })]);
    }
  }

  async #sentence(machine: string): Promise<[string, string] | undefined> {
    try {
      return [machine, (await this.#ask(machine)).sentence];
    } catch (error) {
      // A control plane that is away is told of by who follows the rollout.
      if (error instanceof HttpFailed || error instanceof Unreachable) return undefined;
      throw error;
    }
  }
}

/** How often to ask, and until when. */
interface Rhythm {
  readonly signal: AbortSignal;
  readonly everyMs: number;
}
