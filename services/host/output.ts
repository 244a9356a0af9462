import { StringDecoder } from 'node:string_decoder';

/** The beginning of a stream, up to a limit of characters; `isFull` once there was more. */
export class Head {
  readonly #limit: number;
  #text = '';
  #isFull = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    const room = this.#limit - this.#text.length;
    if (text.length > room) this.#isFull = true;
    this.#text += text.slice(0, room);
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  get text(): string {
    return this.#text;
  }
}

/** The end of a stream, at most a limit of characters: where programs say why they failed. */
export class Tail {
  readonly #limit: number;
  #text = '';

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    this.#text = (this.#text + text).slice(-this.#limit);
  }

  get text(): string {
    return this.#text;
  }
}

/** Longer than any line that somebody means; without a limit a program that never ends one would take all memory. */
const LONGEST_LINE = 1024 * 1024;

/** Cuts text that comes in pieces into lines; `\n`, `\r\n` and `\r` (progress bars) end one, and so do a million characters. */
export class Lines {
  readonly #take: (line: string) => void;
  #rest = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  add(text: string): void {
    // A `\r` at the very end may be half of a `\r\n`: it waits for the next piece.
    const [, whole = '', held = ''] = /^(.*?)(\r?)$/s.exec(this.#rest + text) ?? [];
    const lines = whole.split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + held;
    for (const line of lines) this.#take(line);
    if (this.#rest.length > LONGEST_LINE) this.end();
  }

  /** Gives what came after the last line end. */
  end(): void {
    const rest = this.#rest.replace(/\r$/, '');
    this.#rest = '';
    if (rest !== '') this.#take(rest);
  }
}

/** Reads a stream as UTF-8, a character never cut in two. */
export function readText(stream: NodeJS.ReadableStream, take: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  stream.on('data', (piece: Buffer) => take(decoder.write(piece)));
  stream.on('end', () => take(decoder.end()));
}
