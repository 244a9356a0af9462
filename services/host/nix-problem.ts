import { withoutSecrets } from './cache-url.ts';
import { MAKE_ROOM } from './disk.ts';

/** Why Nix did not do what it was asked. */
export interface NixProblem {
  readonly kind:
    'full' | 'daemon' | 'permission' | 'untrusted' | 'damaged' | 'absent' | 'unreachable' | 'stalled' | 'other';
  /** One line: what is wrong, what to do, and what Nix itself said; without secrets. */
  readonly text: string;
}

type Told = readonly [kind: NixProblem['kind'], signs: RegExp, words: string];

/** What Nix says of each, from 2.8 to the present one; the first that fits is why. */
const TOLD: readonly Told[] = [
  ['full', /No space left on device|disk is full|Disk quota exceeded/i, `the disk is full; ${MAKE_ROOM}`],
  [
    'daemon',
    /cannot connect to (socket|daemon)|Nix daemon disconnected/i,
    'the Nix daemon does not answer; is it started?',
  ],
  ['permission', /Permission denied|Operation not permitted/i, 'no permission; does the agent run as root?'],
  [
    'untrusted',
    /lacks a (valid )?signature|not signed by|is untrusted/i,
    'no signature of a key in trusted-public-keys',
  ],
  [
    'damaged',
    /hash mismatch|failed to read compressed data|bad archive|input .*(corrupt|truncat)|unexpected end-of-file|file '.*' does not exist in binary cache/i,
    'the cache holds a damaged copy; push the path there again',
  ],
  [
    'unreachable',
    /unable to download|could not resolve|cannot connect|Connection (refused|reset|timed out)/i,
    'no cache answers as it should',
  ],
  [
    'absent',
    /no substituter that can build|is not valid|does not exist|don't know how to build|^build of '.*' failed/i,
    'it is not there',
  ],
];

const LONGEST = 500;

/** The problem in what Nix said, errors before remarks. */
export function nixProblem(said: readonly string[], exitCode: number): NixProblem {
  const lines = said.map(oneLine).filter((line) => line !== '');
  for (const [kind, signs, words] of TOLD) {
    const line = lines.find((candidate) => signs.test(candidate));
    if (line !== undefined) return { kind, text: `${words}: ${line}` };
  }
  return { kind: 'other', text: lines[0] ?? `exit code ${exitCode}, without a reason` };
}

/** A text of Nix as part of a sentence: one line, not too long, without secrets. */
export const oneLine = (text: string): string =>
  withoutSecrets(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:error: ?)+/, '')
    .slice(0, LONGEST);
