import type { ToldControlPlane } from './told-control-plane.ts';

/** What a control plane hears of one attempt: each thing once, and nothing of it fails. */
export class WordOfAttempt {
  readonly #plane: ToldControlPlane;
  readonly #host: string;
  readonly #path: string;
  #telling: Promise<void> | undefined;
  #takingBack: Promise<void> | undefined;

  constructor(plane: ToldControlPlane, { host, path }: { readonly host: string; readonly path: string }) {
    this.#plane = plane;
    this.#host = host;
    this.#path = path;
  }

  /** Tells what the machine is brought to. */
  tell(): Promise<void> {
    return (this.#telling ??= this.#plane.tell(this.#host, this.#path));
  }

  /** Takes back what was told, if anything was; `ran`: before the attempt. Who gives a signal waits for it no longer than that. */
  async takeBack(ran: string, signal?: AbortSignal): Promise<void> {
    this.#takingBack ??= this.#takenBack(ran);
    if (signal?.aborted) return;
    const over = new AbortController();
    const ends = [this.#takingBack, ...(signal ? [aborted(signal, over.signal)] : [])];
    await Promise.race(ends);
    over.abort();
  }

  /** Lets it stand, and has whoever reads the end see to it. */
  async leave(): Promise<void> {
    await this.#telling;
    this.#plane.leave(this.#host);
  }

  async #takenBack(ran: string): Promise<void> {
    await this.#telling;
    await this.#plane.takeBack(this.#host, ran);
  }
}

/** Ends when a signal aborts; until `over` somebody listens for that. */
const aborted = (signal: AbortSignal, over: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true, signal: over }));
