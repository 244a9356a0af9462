/** A word, a string's content or a single sign of TypeScript; comments and the text of templates are left out. */
export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'regex' | 'sign';
  readonly text: string;
  readonly line: number;
}

/** Splits TypeScript into tokens, well enough to find imports and names; it needs no compiler. */
export const tokensOf = (text: string): readonly Token[] => new Scan(text).tokens;

const SPACE_OR_COMMENT = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const STRING = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$]*/uy;
const NUMBER = /\d[\w.]*/y;
const SIGN = /[\s\S]/y;
const REST_OF_TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;
const WORDS_BEFORE_A_VALUE = new Set(['return', 'typeof', 'case', 'in', 'of', 'delete', 'void', 'throw', 'await']);

class Scan {
  readonly tokens: Token[] = [];
  readonly #text: string;
  /** For each template we are inside of: how many braces are open in its present `${…}`. */
  readonly #templates: number[] = [];
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
    this.#take(SPACE_OR_COMMENT);
    while (this.#at < text.length) {
      this.#next();
      this.#take(SPACE_OR_COMMENT);
    }
  }

  #next(): void {
    const line = this.#line;
    const keep = (kind: Token['kind'], text: string) => this.tokens.push({ kind, text, line });
    const regex = this.#mayBeginValue() ? this.#take(REGEX) : undefined;
    if (regex !== undefined) return void keep('regex', regex);
    const string = this.#take(STRING);
    if (string !== undefined) return void keep('string', string.slice(1, -1));
    const word = this.#take(WORD);
    if (word !== undefined) return void keep('word', word);
    const number = this.#take(NUMBER);
    if (number !== undefined) return void keep('number', number);
    const sign = this.#take(SIGN) ?? '';
    if (!this.#isOfTemplate(sign)) keep('sign', sign);
  }

  /** Follows templates: their text is skipped, the expressions inside of them are read as code. */
  #isOfTemplate(sign: string): boolean {
    const open = this.#templates.at(-1);
    if (sign === '`' || (sign === '}' && open === 0)) {
      if (sign === '}') this.#templates.pop();
      if (this.#take(REST_OF_TEMPLATE)?.endsWith('{')) this.#templates.push(0);
      return true;
    }
    if (open !== undefined && sign === '{') this.#templates[this.#templates.length - 1] = open + 1;
    if (open !== undefined && sign === '}') this.#templates[this.#templates.length - 1] = open - 1;
    return false;
  }

  /** Whether a slash would begin a regular expression here, rather than divide. */
  #mayBeginValue(): boolean {
    const before = this.tokens.at(-1);
    if (before === undefined) return true;
    if (before.kind === 'sign') return !')]'.includes(before.text);
    return before.kind === 'word' && WORDS_BEFORE_A_VALUE.has(before.text);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return undefined;
    this.#at += found.length;
    this.#line += found.split('\n').length - 1;
    return found;
  }
}
