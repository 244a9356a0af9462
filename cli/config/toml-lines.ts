/** The name of a value in a TOML document: its tables and its key. */
export type KeyPath = readonly string[];

/**
 * Where the keys and tables of a TOML document stand: the line of each, counted from 1. The parser tells values and not their
 * places. The text has been parsed before: what is not TOML is not noticed here.
 */
export function tomlLines(text: string): (path: KeyPath) => number | undefined {
  const scan = new Scan(text);
  scan.document();
  return (path) => scan.lines.get(nameOf(path));
}

/** Quotes what TOML would, so that a dot in a name is no dot between names, and a terminal only shows what is in it. */
export const keyText = (path: KeyPath): string =>
  path.map((name) => (/^[A-Za-z0-9_-]+$/.test(name) ? name : escaped(JSON.stringify(name)))).join('.');

/** JSON leaves some characters alone that command a terminal or turn a text around. */
const escaped = (text: string): string =>
  text.replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const nameOf = (path: KeyPath): string => JSON.stringify(path);

/** One pass over a document, from left to right. */
class Scan {
  readonly lines = new Map<string, number>();
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    let table: KeyPath = [];
    for (this.#blank(); this.#at < this.#text.length; this.#blank()) {
      if (this.#next !== '[') {
        this.#pair(table);
        continue;
      }
      while (this.#next === '[') this.#step();
      table = this.#key([]);
      while (this.#next === ']') this.#step();
    }
  }

  get #next(): string {
    return this.#text[this.#at] ?? '';
  }

  #step(characters = 1): void {
    for (let taken = 0; taken < characters; taken += 1) {
      if (this.#next === '\n') this.#line += 1;
      this.#at += 1;
    }
  }

  /** Goes over blanks, ends of lines and comments. */
  #blank(): void {
    for (;;) {
      if (this.#next === '#') this.#until('\n');
      if (this.#next === '' || !/\s|\ufeff/.test(this.#next)) return;
      this.#step();
    }
  }

  #until(mark: string): void {
    const end = this.#text.indexOf(mark, this.#at);
    this.#step((end === -1 ? this.#text.length : end) - this.#at);
  }

  #pair(table: KeyPath): void {
    const path = this.#key(table);
    // The sign between key and value.
    this.#step();
    this.#value(path);
  }

  /** A key with all its dots; it and the tables that it names on its way stand where they first do. */
  #key(table: KeyPath): KeyPath {
    let path = table;
    for (;;) {
      this.#blanksInLine();
      const name = this.#name();
      path = [...path, name];
      if (!this.lines.has(nameOf(path))) this.lines.set(nameOf(path), this.#line);
      this.#blanksInLine();
      if (this.#next !== '.') return path;
      this.#step();
    }
  }

  #blanksInLine(): void {
    while (this.#next === ' ' || this.#next === '\t') this.#step();
  }

  #name(): string {
    const from = this.#at;
    if (this.#next === '"' || this.#next === "'") {
      const quote = this.#next;
      this.#string();
      const inner = this.#text.slice(from + 1, this.#at - 1);
      return quote === '"' ? unescaped(inner) : inner;
    }
    while (/[A-Za-z0-9_-]/.test(this.#next)) this.#step();
    // Whatever stands here is no key; who goes on must move.
    if (this.#at === from) this.#step();
    return this.#text.slice(from, this.#at);
  }

  #value(path: KeyPath): void {
    this.#blank();
    if (this.#next === '"' || this.#next === "'") this.#string();
    else if (this.#next === '[') this.#items(']', () => this.#value([...path, '[]']));
    else if (this.#next === '{') this.#items('}', () => this.#pair(path));
    else while (this.#next !== '' && !/[,\]}\n#]/.test(this.#next)) this.#step();
  }

  #items(end: ']' | '}', item: () => void): void {
    this.#step();
    for (;;) {
      this.#blank();
      while (this.#next === ',') {
        this.#step();
        this.#blank();
      }
      if (this.#next === end || this.#next === '') break;
      const before = this.#at;
      item();
      // Whatever stands here is no item; who goes on must move.
      if (this.#at === before) this.#step();
    }
    this.#step();
  }

  #string(): void {
    const quote = this.#next;
    const mark = this.#text.startsWith(quote.repeat(3), this.#at) ? quote.repeat(3) : quote;
    this.#step(mark.length);
    while (this.#next !== '' && !this.#text.startsWith(mark, this.#at)) {
      this.#step(quote === '"' && this.#next === '\\' ? 2 : 1);
    }
    this.#step(mark.length);
    // Up to two quotes may stand right before the three that end a text of several lines.
    while (mark.length === 3 && this.#next === quote) this.#step();
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001b' };

const unescaped = (text: string): string =>
  text.replace(/\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|.)/g, ([, letter = '', ...digits]) =>
    digits.length === 0 ? (ESCAPES[letter] ?? letter) : String.fromCodePoint(Number.parseInt(digits.join(''), 16)),
  );
