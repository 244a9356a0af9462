import { withoutSecrets } from '../../services/host/cache-url.ts';
import { createRedaction } from '../log/redaction.ts';
import { shownKey } from './api-key.ts';
import type { Config } from './config.ts';
import type { Origin } from './origin.ts';
import type { SettingRow } from './settings.ts';
import { SETTINGS } from './setting-table.ts';

/** A setting as `config show` tells it; its secrets are not in it. */
export interface ReportedSetting {
  /** As the file calls it, or else the flag. */
  readonly name: string;
  readonly value: string | number | readonly string[] | null;
  readonly origin: Origin;
  /** The names under which it could be said otherwise. */
  readonly flag: string;
  readonly variable: string | null;
}

/** Every setting with its value and where that comes from. */
export const configReport = (config: Config): readonly ReportedSetting[] =>
  SETTINGS.map((row) => reported(row, config));

/** What should be known about a configuration beside its values. */
export function configRemarks(config: Config, env: Readonly<Record<string, string | undefined>>): string[] {
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  const set = proxies.filter((name) => env[name]);
  return [
    ...(config.keyProblem === undefined ? [] : [config.keyProblem]),
    ...(set.length === 0
      ? []
      : [`${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set and not used: nixfleet connects directly`]),
  ];
}

const redacted = createRedaction([]);

function reported(row: SettingRow, config: Config): ReportedSetting {
  const { name, key, flag, variable, unless } = row;
  const origin = config.origins?.[name] ?? { from: 'default' };
  const value = shown(row, config, origin) ?? unless ?? null;
  // What stands in a file may have been written with a secret's variable or a password in it: the origin is told without its text.
  const told: Origin =
    origin.from === 'file' ? { from: 'file', path: origin.path, line: origin.line, isNamed: origin.isNamed } : origin;
  return { name: key ?? flag, value, origin: told, flag: `--${flag}`, variable: variable ?? null };
}

function shown({ name, kind }: SettingRow, config: Config, origin: Origin): ReportedSetting['value'] | undefined {
  const value = config[name];
  if (typeof value !== 'string') return value;
  if (name === 'apiKey') return shownKey(value);
  if (kind === 'url') return withoutSecrets(value);
  // The variables of a command may be secrets, and so may its words: it is shown as it is written, without what looks like one.
  return kind === 'command' ? redacted(origin.from === 'file' ? (origin.written ?? value) : value) : value;
}
