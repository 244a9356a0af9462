import { BadInput } from '../../machines/errors.ts';
import type { Flags } from '../line/flags.ts';
import { textOf } from './found-evidence.ts';

/** How a public key can be given on the line. */
export const KEY_FLAGS = {
  key: { kind: 'text', hint: 'key', says: "The key itself: 'ssh-ed25519 AAAA…'" },
  'key-file': {
    kind: 'text',
    hint: 'path',
    says: 'A file with the key, as ssh_host_ed25519_key.pub',
    completes: 'file',
  },
} as const satisfies Flags;

/** The key that was given, as a text; undefined: none was. Throws `BadInput` for a file that is not there. */
export function givenKey({
  key,
  'key-file': path,
}: {
  readonly key: string | undefined;
  readonly 'key-file': string | undefined;
}): string | undefined {
  if (path === undefined) return key?.trim();
  const text = textOf(path);
  if (text === undefined) throw new BadInput(`there is no file ${path}`);
  return text.trim();
}
