import { failureOf } from '../../machines/errors.ts';
import { withoutSecrets } from '../../services/host/cache-url.ts';
import { baseUrl } from '../../services/api/base-url.ts';
import { proxyFor } from '../../services/api/proxy/proxy-for.ts';
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
  return [config.keyProblem, proxyRemark(config.url, env)].filter((remark) => remark !== undefined);
}

/** Which proxy the control plane is asked over, or why none can be; undefined: none. */
function proxyRemark(url: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  // What is no URL of a control plane is refused when it is used.
  if (!URL.canParse(url) || !/^https?:/.test(url)) return undefined;
  const place = baseUrl(url);
  try {
    const proxy = proxyFor(place, env);
    return proxy && `${place.shown} is asked over the proxy ${proxy.shown}`;
  } catch (error) {
    return failureOf(error).message;
  }
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
