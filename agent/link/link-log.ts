import type { LogFrame } from '../../machines/model/link.ts';
import { cutText } from '../../machines/policy/agent-message.ts';
import { withoutSecrets } from '../../services/host/cache-url.ts';

/** Where lines go. */
export interface LinkLogParts {
  readonly send: (frame: LogFrame) => void;
  /** There is a link. */
  readonly stands: () => boolean;
}

const REST_MS = 200;
const LINES = 500;
const LINE_BYTES = 4 * 1024;
/** A frame that is longer than the other side takes would cost us the link. */
const FRAME_BYTES = 256 * 1024;
const ATTEMPT_BYTES = 256;
/** Attempts whose lines are counted: one at a time, and what is left of those before. */
const ATTEMPTS = 16;

interface Line {
  readonly attempt: string;
  readonly n: number;
  readonly text: string;
}

/** Lines of what commands say, on their way to the control plane: a few times a second, or not at all. */
export class LinkLog {
  readonly #parts: LinkLogParts;
  /** How many lines each attempt has had: also those that are dropped have their number. */
  readonly #counts = new Map<string, number>();
  #waiting: Line[] = [];
  #bytes = 0;
  #resting: NodeJS.Timeout | undefined;

  constructor(parts: LinkLogParts) {
    this.#parts = parts;
  }

  /** Takes a line; its URLs lose their passwords and tokens. */
  add(attempt: string, line: string): void {
    const n = this.#count(attempt);
    if (!this.#parts.stands()) return;
    const text = cutText(withoutSecrets(line.slice(0, 4 * LINE_BYTES)), LINE_BYTES);
    // As JSON writes it at worst.
    const bytes = Buffer.byteLength(JSON.stringify(text)) + 1;
    const last = this.#waiting.at(-1);
    // The lines of a frame are numbered from its first.
    const isApart = last !== undefined && (last.attempt !== attempt || last.n + 1 !== n);
    if (isApart || this.#bytes + bytes > FRAME_BYTES) this.flush();
    this.#waiting.push({ attempt, n, text });
    this.#bytes += bytes;
    if (this.#waiting.length >= LINES) this.flush();
    else this.#resting ??= setTimeout(() => this.flush(), REST_MS).unref();
  }

  /** Sends what waits. */
  flush(): void {
    clearTimeout(this.#resting);
    this.#resting = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    const [first] = waiting;
    if (first === undefined) return;
    const lines = waiting.map(({ text }) => text);
    this.#parts.send({ type: 'log', attempt: cutText(first.attempt, ATTEMPT_BYTES), n: first.n, lines });
  }

  /** Forgets what waits. */
  stop(): void {
    clearTimeout(this.#resting);
    this.#waiting = [];
  }

  #count(attempt: string): number {
    const n = this.#counts.get(attempt) ?? 0;
    this.#counts.delete(attempt);
    this.#counts.set(attempt, n + 1);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > ATTEMPTS && oldest !== undefined) this.#counts.delete(oldest);
    return n;
  }
}
