import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BadConfig } from '../../machines/errors.ts';
import { nearest } from '../line/nearest.ts';
import type { Variables } from './expand.ts';
import { fileValue } from './file-value.ts';
import type { FileOrigin } from './origin.ts';
import type { SettingName, SettingRow, Settings } from './settings.ts';
import { SETTINGS } from './setting-table.ts';
import { isTable, kindText, tomlDocument, type TomlTable } from './toml-document.ts';
import { type KeyPath, keyText, tomlLines } from './toml-lines.ts';

/** What a `.nixfleet.toml` says, where it says it, and what in it means nothing. */
export interface ConfigFile {
  readonly settings: Settings;
  readonly origins: Readonly<Partial<Record<SettingName, FileOrigin>>>;
  readonly warnings: readonly string[];
}

/** Which file, who has named it, and what its variables are. */
export interface FilePlace {
  readonly path: string;
  /** By `--config`. */
  readonly isNamed: boolean;
  readonly variables: Variables;
}

const MOST_BYTES = 1024 * 1024;

const KEYS: ReadonlyMap<string, SettingRow> = new Map(
  SETTINGS.flatMap((row) => (row.key === undefined ? [] : [[row.key, row] as const])),
);
/** Every table that the keys are in, and those that these are in. */
const TABLES: readonly string[] = [...new Set([...KEYS.keys()].flatMap(tablesOf))];

/** Reads a configuration file; relative paths in it start at its folder. Throws `BadConfig`. */
export function readConfigFile(place: FilePlace): ConfigFile {
  return parseConfigFile(textOf(place.path), { ...place, path: resolve(place.path) });
}

/** What a configuration file's text says. Throws `BadConfig` for what is not TOML or has a wrong type. */
export function parseConfigFile(text: string, place: FilePlace): ConfigFile {
  const document = tomlDocument(text, place.path);
  const lineOf = tomlLines(text);
  const settings: Record<string, string | number | readonly string[]> = {};
  const origins: Partial<Record<SettingName, FileOrigin>> = {};
  const warnings: string[] = [];
  for (const { path, value } of entries(document)) {
    const line = lineOf(path);
    const where = line === undefined ? place.path : `${place.path}:${line}`;
    const row = KEYS.get(keyText(path));
    if (row !== undefined) {
      settings[row.name] = fileValue(row, value, { where, folder: dirname(place.path), variables: place.variables });
      const written = typeof value === 'string' ? { written: value } : {};
      origins[row.name] = { from: 'file', path: place.path, line, isNamed: place.isNamed, ...written };
    } else if (TABLES.includes(keyText(path))) {
      throw new BadConfig(`${where}: ${keyText(path)} must be a table, and is ${kindText(value)}`, {
        path: place.path,
      });
    } else warnings.push(`${where}: ${unknown(path, value)}`);
  }
  return { settings, origins, warnings };
}

function textOf(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadConfig(`cannot read the configuration file ${path}`, { path }, { cause: error });
  }
  if (text.length > MOST_BYTES) throw new BadConfig(`${path} is too long to be a configuration file`, { path });
  return text;
}

/** The leaves of a document: all but tables that are known. */
function entries(table: TomlTable, above: KeyPath = []): { path: KeyPath; value: unknown }[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const path = [...above, name];
    return isTable(value) && TABLES.includes(keyText(path)) ? entries(value, path) : [{ path, value }];
  });
}

function unknown(path: KeyPath, value: unknown): string {
  const isTables = isTable(value) || (Array.isArray(value) && value.some(isTable));
  const meant = isTables ? nearest(keyText(path), TABLES) : meantKey(path);
  const shown = (key: string) => (isTables ? `[${key}]` : key);
  const hint = meant === undefined ? '' : `; did you mean ${shown(meant)}?`;
  return `unknown ${isTables ? 'table' : 'key'} ${shown(keyText(path))}${hint}`;
}

/** A key of the same table that looks alike, or one of that name in another. */
function meantKey(path: KeyPath): string | undefined {
  const name = path.at(-1) ?? '';
  const table = keyText(path.slice(0, -1));
  const near = nearest(
    name,
    [...KEYS.keys()].filter((key) => tableOf(key) === table).map((key) => key.slice(table.length + 1)),
  );
  if (near !== undefined) return `${table}.${near}`;
  return [...KEYS.keys()].find((key) => key.slice(tableOf(key).length + 1) === name.replaceAll('_', '-'));
}

function tableOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('.')));
}

function tablesOf(key: string): string[] {
  const table = tableOf(key);
  return table === '' ? [] : [...tablesOf(table), table];
}
