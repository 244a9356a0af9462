import type { SettingRow } from './settings.ts';
import { SETTINGS } from './setting-table.ts';

/** What may be given to `init`, by flag. */
export type InitValues = Readonly<Record<string, string | undefined>>;

const HEAD = [
  "# The fleet's settings for nixfleet, found from every folder below. Flags and NIXFLEET_* variables win over them.",
  '# ${HOSTNAME} is the machine that reads this, ${NAME} a variable; relative paths start at this file.',
  '# Keys are not kept here but in ~/.config/nixfleet/credentials.toml: nixfleet bootstrap writes them.',
];

/** A `.nixfleet.toml` with all that it can say: the given values set, the others as comments. */
export function configTemplate(values: InitValues): string {
  const tables = tablesOf().map(({ table, rows }) => {
    const lines = rows.flatMap((row) => {
      const given = values[row.flag];
      return [`# ${row.says}`, given ? assignment(row, given) : `# ${assignment(row, row.example ?? '')}`];
    });
    return [`[${table}]`, ...lines].join('\n');
  });
  return `${[HEAD.join('\n'), ...tables].join('\n\n')}\n`;
}

/** Only what was given, with its tables: what belongs into a file that is there. */
export function configLines(values: InitValues): string {
  const tables = tablesOf().flatMap(({ table, rows }) => {
    const lines = rows.flatMap((row) => (values[row.flag] ? [assignment(row, values[row.flag] ?? '')] : []));
    return lines.length === 0 ? [] : [[`[${table}]`, ...lines].join('\n')];
  });
  return tables.join('\n\n');
}

interface Table {
  readonly table: string;
  readonly rows: readonly SettingRow[];
}

/** The settings by their tables, in the order of the file. */
function tablesOf(): readonly Table[] {
  const rows = SETTINGS.filter(({ key }) => key !== undefined);
  const names = [...new Set(rows.map(tableOf))];
  return names.map((table) => ({ table, rows: rows.filter((row) => tableOf(row) === table) }));
}

const tableOf = ({ key = '' }: SettingRow): string => key.slice(0, key.lastIndexOf('.'));

const assignment = ({ key = '' }: SettingRow, value: string | number): string =>
  `${key.slice(key.lastIndexOf('.') + 1)} = ${typeof value === 'number' ? value : quoted(value)}`;

/** A JSON string is a TOML string, but for DEL, which TOML wants escaped. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f');
