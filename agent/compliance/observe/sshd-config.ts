/** One setting: its keyword in small letters, and the rest of the line. */
export interface SshdSetting {
  readonly keyword: string;
  readonly value: string;
}

/** A `Match` of sshd_config: for whom, and what holds for them alone. */
export interface SshdMatch {
  /** `User bob`. */
  readonly criteria: string;
  readonly settings: readonly SshdSetting[];
}

/** Every `Match`, those of included files too. `included` gives the texts that an `Include` names. */
export async function matchesIn(
  text: string,
  included: (patterns: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly SshdMatch[]> {
  return await blocksIn(text, included, MOST_INCLUDES);
}

/** sshd itself allows 16 files, one in the other. */
const MOST_INCLUDES = 16;

async function blocksIn(
  text: string,
  included: (patterns: readonly string[]) => Promise<readonly string[]>,
  depth: number,
): Promise<readonly SshdMatch[]> {
  const blocks: { criteria: string; settings: SshdSetting[] }[] = [];
  const inner: SshdMatch[] = [];
  for (const { keyword, value } of settingsIn(text)) {
    const block = blocks.at(-1);
    if (keyword === 'match') {
      blocks.push({ criteria: value, settings: [] });
    } else if (keyword === 'include' && depth > 0) {
      for (const each of await included(wordsIn(value))) {
        // An `Include` below a `Match` holds for that one only; a `Match` inside does not outlive its file.
        block?.settings.push(...settingsIn(each).filter((setting) => setting.keyword !== 'match'));
        inner.push(...(await blocksIn(each, included, depth - 1)));
      }
    } else {
      block?.settings.push({ keyword, value });
    }
  }
  return [...blocks, ...inner];
}

/** The settings of a file, in their order. */
export function settingsIn(text: string): readonly SshdSetting[] {
  return text.split('\n').flatMap((line) => {
    const [, keyword, value = ''] = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    return keyword === undefined ? [] : [{ keyword: keyword.toLowerCase(), value: unquoted(withoutComment(value)) }];
  });
}

/** The words of a value; quotes keep blanks together. */
export const wordsIn = (value: string): readonly string[] =>
  [...value.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');

/** Other names that sshd takes for a keyword (servconf.c), of those that it allows in a `Match` or that name host keys. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['challengeresponseauthentication', 'kbdinteractiveauthentication'],
  ['skeyauthentication', 'kbdinteractiveauthentication'],
  ['pubkeyacceptedkeytypes', 'pubkeyacceptedalgorithms'],
  ['hostbasedacceptedkeytypes', 'hostbasedacceptedalgorithms'],
  ['dsaauthentication', 'pubkeyauthentication'],
  ['hostdsakey', 'hostkey'],
]);

/** The keyword by which `sshd -T` prints a setting, whatever it was called. */
export const printedKeyword = (keyword: string): string => ALIASES.get(keyword) ?? keyword;

/** What begins a word, outside of quotes, with `#` is a comment to the end of the line (since OpenSSH 8.5). */
const withoutComment = (value: string): string =>
  /^(?:"[^"]*"|[^\s"#][^\s"]*|\s+(?!#))*/.exec(value)?.[0].trimEnd() ?? value;

const unquoted = (value: string): string => /^"([^"]*)"$/.exec(value)?.[1] ?? value;
