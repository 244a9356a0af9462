import { resolve } from 'node:path';
import { BadConfig } from '../../machines/errors.ts';
import { expanded, untoldVariable, type Variables } from './expand.ts';
import type { Kind, SettingRow } from './settings.ts';
import { kindText } from './toml-document.ts';

/** Where a value stands, for who has to mend it, and what it is relative to. */
export interface ValuePlace {
  readonly where: string;
  /** Relative paths start here. */
  readonly folder: string;
  readonly variables: Variables;
}

const WANTED: Readonly<Record<Kind, string>> = {
  text: 'a text in quotes',
  url: 'a text in quotes',
  path: 'a text in quotes',
  command: 'a text in quotes',
  count: 'a text in quotes, a count or a percentage',
  seconds: 'a whole number of seconds',
  sizes: 'a list of counts and percentages in quotes',
};

/** A value of the file as it is meant: of its kind, variables expanded, paths absolute. Throws `BadConfig`. */
export function fileValue(
  { key, kind }: SettingRow,
  value: unknown,
  place: ValuePlace,
): string | number | readonly string[] {
  const text = (written: string) => meant(written, key ?? '', { ...place, kind });
  if (kind === 'seconds' && isCount(value)) return value;
  if (kind === 'count' && isCount(value)) return String(value);
  if (kind === 'sizes') {
    const items: readonly unknown[] = Array.isArray(value)
      ? value
      : typeof value === 'string'
        ? value.split(',')
        : [value];
    // An empty text is as good as none; an empty list is too.
    if (value === '') return [];
    if (items.every((item) => typeof item === 'string' || isCount(item)))
      return items.map((item) => text(String(item).trim()));
  } else if (kind !== 'seconds' && typeof value === 'string') return text(value);
  throw new BadConfig(`${place.where}: ${key} must be ${WANTED[kind]}, and is ${kindText(value)}`, { key });
}

function meant(written: string, key: string, { where, folder, variables, kind }: ValuePlace & { kind: Kind }): string {
  const untold = kind === 'url' ? untoldVariable(written) : undefined;
  if (untold !== undefined) {
    throw new BadConfig(
      `${where}: \${${untold}} is not expanded in ${key}, which leaves this machine; only \${HOSTNAME}, \${HOST}, \${USER}, ` +
        `\${LOGNAME} and \${NIXFLEET_…} without secrets are`,
      { key },
    );
  }
  const text = expanded(written, variables, kind === 'command');
  // A command may have several lines.
  const stray = kind === 'command' ? /\u0000/ : /[\u0000-\u001f\u007f]/;
  if (stray.test(text)) throw new BadConfig(`${where}: ${key} has a control character in it`, { key });
  return kind === 'path' && text !== '' ? resolve(folder, text) : text;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
