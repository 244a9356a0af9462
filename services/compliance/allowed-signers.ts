import { BadInput } from '../../machines/errors.ts';
import { EVIDENCE_NAMESPACE } from './verified-evidence.ts';
import { KEY_KIND, type PublicKey, readPublicKey } from './ssh-key.ts';

/**
 * The keys that a file of allowed signers (ssh-keygen(1), "ALLOWED SIGNERS") gives to a host for evidence. Keys of other
 * kinds are passed over. Throws `BadInput` with the number of a line that cannot be read, or restricts its key in a way that is not
 * understood: what is not understood must not let more in.
 */
export function allowedSigners(text: string, host: string): readonly PublicKey[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line)) return [];
    try {
      return signersOf(line.trim(), host);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      throw new BadInput(`line ${index + 1} of the allowed signers: ${error.message}`, {}, { cause: error });
    }
  });
}

/** A word; what is in quotes may have blanks. */
const WORDS = /(?:[^\s"]|"[^"]*")+/g;

function signersOf(line: string, host: string): readonly PublicKey[] {
  const [names = '', ...words] = line.match(WORDS) ?? [];
  const [options, kind, key] = isKind(words[0]) ? [undefined, ...words] : words;
  if (kind === undefined || key === undefined || !isKind(kind)) throw new BadInput('it is not "HOST KIND KEY"');
  if (!isNamed(host, names) || kind !== KEY_KIND || !isForEvidence(options)) return [];
  return [readPublicKey(`${kind} ${key}`)];
}

const isKind = (word: string | undefined): boolean => /^(sk-)?(ssh|ecdsa)-[\w@.-]+$/.test(word ?? '');

/** Whether one of the patterns is of this name, and none that forbids it. */
function isNamed(host: string, patterns: string): boolean {
  const all = patterns.replaceAll('"', '').split(',');
  const fits = (pattern: string) => isLike(pattern, host);
  return all.some(fits) && !all.some((each) => each.startsWith('!') && fits(each.slice(1)));
}

/**
 * `*` is any text, `?` any character (ssh_config(5), PATTERNS). No regular expression: a list may come with evidence from
 * anybody, and one with many stars would be tried for years.
 */
function isLike(pattern: string, text: string): boolean {
  let at = 0;
  let reached = 0;
  /** The last star, and how far what it stands for goes. */
  let star: { readonly after: number; end: number } | undefined;
  while (reached < text.length) {
    const sign = pattern[at];
    if (sign === '*') {
      star = { after: at + 1, end: reached };
      at += 1;
    } else if (sign === '?' || sign === text[reached]) {
      at += 1;
      reached += 1;
    } else if (star !== undefined) {
      star.end += 1;
      at = star.after;
      reached = star.end;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

function isForEvidence(options: string | undefined): boolean {
  if (options === undefined) return true;
  const [, namespaces] = /^namespaces="([^"]*)"$/i.exec(options) ?? [];
  if (namespaces === undefined)
    throw new BadInput(`${options} is not understood; only namespaces="…" may restrict a key`);
  return isNamed(EVIDENCE_NAMESPACE, namespaces);
}
