/** Where the story is told, and whether it may use colours. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Tells the story: headings, commands, what they print, what was seen. */
export interface Narrator {
  heading(text: string): void;
  /** What is about to be shown and why. */
  say(text: string): void;
  /** A command as a person would type it. */
  command(words: readonly string[]): void;
  /** A line that a command printed. */
  output(line: string): void;
  /** Something that was looked at and is so. */
  seen(claim: string): void;
  plain(text: string): void;
}

/** A narrator that writes to a stream. */
export function createNarrator(stream: Stream): Narrator {
  const isColoured = stream.isTTY === true && process.env['NO_COLOR'] === undefined;
  const styled = (code: number, text: string) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const write = (text: string) => void stream.write(`${text}\n`);
  return {
    heading: (text) => write(`\n${styled(1, text)}`),
    say: (text) => write(`   ${text}`),
    command: (words) => write(`   ${styled(36, `$ ${words.map(quoted).join(' ')}`)}`),
    output: (line) => write(`     ${styled(2, line)}`),
    seen: (claim) => write(`   ${styled(32, '✔')} ${claim}`),
    plain: write,
  };
}

const quoted = (word: string): string => (/^(?:[\w./:,%=@-]+|<)$/.test(word) ? word : `'${word}'`);
