/** A terminal that keeps what is written to it and knows what stands on its screen and above it. */
export class ATerminal {
  columns: number;
  rows: number;
  readonly isTTY = true;
  /** Each write. */
  readonly writes: string[] = [];
  isCursorShown = true;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns = 40, rows = 10) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): true {
    this.writes.push(text);
    for (const [token] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[\s\S]/gu)) this.#obey(token);
    return true;
  }

  /** All that can be read, with what has left the screen; without blank lines at the end. */
  get text(): string[] {
    const lines = this.#lines.map((line) => line.trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  #obey(token: string): void {
    const up = /^\u001b\[(\d+)A$/.exec(token);
    if (up) this.#row = Math.max(this.#row - Number(up[1]), this.#top);
    else if (token === '\r') this.#column = 0;
    else if (token === '\n') this.#lineFeed();
    else if (token === '\u001b[K') this.#lines[this.#row] = this.#here.slice(0, this.#column);
    else if (token === '\u001b[J')
      this.#lines = [...this.#lines.slice(0, this.#row), this.#here.slice(0, this.#column)];
    else if (token === '\u001b[?25l') this.isCursorShown = false;
    else if (token === '\u001b[?25h') this.isCursorShown = true;
    else if (/^\u001b\[[\d;]*m$/.test(token)) return;
    else if (token.startsWith('\u001b')) throw new Error(`this terminal does not know ${JSON.stringify(token)}`);
    else this.#print(token);
  }

  #print(letter: string): void {
    if (this.#column >= this.columns) this.#lineFeed();
    this.#lines[this.#row] =
      this.#here.slice(0, this.#column).padEnd(this.#column) + letter + this.#here.slice(this.#column + 1);
    this.#column += 1;
  }

  #lineFeed(): void {
    this.#row += 1;
    this.#column = 0;
    while (this.#lines.length <= this.#row) this.#lines.push('');
  }

  get #here(): string {
    return this.#lines[this.#row] ?? '';
  }

  /** The first row that a cursor can still reach. */
  get #top(): number {
    return Math.max(this.#lines.length - this.rows, 0);
  }
}
