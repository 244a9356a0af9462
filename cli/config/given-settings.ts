import type { Layer } from './config.ts';
import type { Origin } from './origin.ts';
import type { SettingName, SettingRow } from './settings.ts';
import { SETTINGS } from './setting-table.ts';

/** A layer that calls its settings by names of its own: flags, or variables of the environment. */
interface Names {
  readonly nameOf: (row: SettingRow) => string | undefined;
  readonly valueOf: (name: string) => string | undefined;
  readonly origin: (name: string) => Origin;
}

/** What the global flags say. */
export const flagLayer = (flags: Readonly<Record<string, unknown>>): Layer =>
  layer({
    nameOf: ({ flag, variable }) => (variable === undefined ? undefined : flag),
    valueOf: (name) => textOf(flags[name]),
    origin: (name) => ({ from: 'flag', name: `--${name}` }),
  });

/** What the environment says. */
export const environmentLayer = (env: Readonly<Record<string, string | undefined>>): Layer =>
  layer({
    nameOf: ({ variable }) => variable,
    valueOf: (name) => env[name],
    origin: (name) => ({ from: 'environment', name }),
  });

function layer({ nameOf, valueOf, origin }: Names): Layer {
  const said = SETTINGS.flatMap((row) => {
    const name = nameOf(row);
    const value = name === undefined ? undefined : valueOf(name);
    return name !== undefined && value !== undefined && value !== '' ? [{ setting: row.name, name, value }] : [];
  });
  const by = <T>(value: (one: (typeof said)[number]) => T): Partial<Record<SettingName, T>> =>
    Object.fromEntries(said.map((one) => [one.setting, value(one)]));
  const settings: Record<string, string> = by(({ value }) => value);
  return { settings, origins: by(({ name }) => origin(name)) };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
