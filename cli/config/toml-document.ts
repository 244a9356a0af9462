import { parseTOML } from 'confbox/toml';
import { BadConfig } from '../../machines/errors.ts';

/** A TOML document as it was read. */
export type TomlTable = Readonly<Record<string, unknown>>;

/**
 * Parses a TOML file's text. Throws `BadConfig` that names line and column; the parser's own words would quote the lines around
 * it, which may be keys.
 */
export function tomlDocument(text: string, path: string): TomlTable {
  try {
    return parseTOML<Record<string, unknown>>(text);
  } catch (error) {
    const { line, column } = { line: 0, column: 0, ...(error instanceof Error ? error : {}) };
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new BadConfig(`${path}:${line}:${column} is not valid TOML: ${why.replace(/^Invalid TOML document: /, '')}`, {
      path,
    });
  }
}

/** Whether a value is a table, be it written in brackets, in braces or by dots. */
export const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** What a value is, in words. */
export function kindText(value: unknown): string {
  if (Array.isArray(value)) return value.some(isTable) ? 'a list of tables' : 'a list';
  if (value instanceof Date) return 'a date';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return 'true or false';
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  return 'a table';
}
