import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseTOML } from 'confbox/toml';
import { BadConfig } from '../../machines/errors.ts';
import type { Settings } from './config.ts';
import { expanded, type Variables } from './expand.ts';
import { suggestion } from '../line/nearest.ts';

/** What a `.nixfleet.toml` says, and the keys in it that mean nothing. */
export interface ConfigFile {
  readonly settings: Settings;
  readonly warnings: readonly string[];
}

type Kind = 'text' | 'path' | 'seconds';

interface Key {
  readonly key: string;
  /** Absent: known, and not used by this version's commands. */
  readonly setting?: keyof Settings;
  readonly kind: Kind;
}

const KEYS: readonly Key[] = [
  { key: 'control-plane.url', setting: 'url', kind: 'text' },
  { key: 'control-plane.ca-cert', setting: 'caCert', kind: 'path' },
  { key: 'tls.client-cert', setting: 'clientCert', kind: 'path' },
  { key: 'tls.client-key', setting: 'clientKey', kind: 'path' },
  { key: 'cache.url', setting: 'cacheUrl', kind: 'text' },
  { key: 'cache.push-to', setting: 'pushTo', kind: 'text' },
  { key: 'cache.hook.url', kind: 'text' },
  { key: 'cache.hook.push-cmd', kind: 'text' },
  { key: 'deploy.strategy', setting: 'strategy', kind: 'text' },
  { key: 'deploy.on-failure', setting: 'onFailure', kind: 'text' },
  { key: 'deploy.failure-threshold', setting: 'failureThreshold', kind: 'text' },
  { key: 'deploy.health-timeout', setting: 'healthTimeoutSeconds', kind: 'seconds' },
  { key: 'deploy.soak', setting: 'soakSeconds', kind: 'seconds' },
  { key: 'deploy.success-threshold', setting: 'successThreshold', kind: 'text' },
  { key: 'deploy.progress-deadline', setting: 'progressDeadlineSeconds', kind: 'seconds' },
];

const KINDS: Readonly<Record<Kind, string>> = {
  text: 'a text in quotes',
  path: 'a text in quotes',
  seconds: 'a whole number',
};

/** The file that counts in a folder: the first `.nixfleet.toml` there or above. */
export function configPath(folder: string): string | undefined {
  const path = join(folder, '.nixfleet.toml');
  if (existsSync(path) && statSync(path).isFile()) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : configPath(parent);
}

/** Reads a configuration file; relative paths in it start at its folder. Throws `BadConfig`. */
export function readConfigFile(path: string, variables: Variables): ConfigFile {
  return parseConfigFile(textOf(path), resolve(path), variables);
}

/** What a configuration file's text says. Throws `BadConfig` for what is not TOML or has a wrong type. */
export function parseConfigFile(text: string, path: string, variables: Variables): ConfigFile {
  const values = new Map(leaves(document(text, path)));
  const settings: Record<string, string | number> = {};
  for (const { key, setting, kind } of KEYS) {
    const value = values.get(key);
    values.delete(key);
    if (value === undefined) continue;
    if (!isOf(kind, value)) throw new BadConfig(`${path}: ${key} must be ${KINDS[kind]}`, { key });
    if (setting === undefined) continue;
    const meant = typeof value === 'string' ? expanded(value, variables) : value;
    settings[setting] = kind === 'path' && meant !== '' ? resolve(dirname(path), String(meant)) : meant;
  }
  const known = KEYS.map(({ key }) => key);
  return {
    settings,
    warnings: [...values.keys()].map((key) => `${path}: unknown key ${key}${suggestion(key, known)}`),
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadConfig(`cannot read the configuration file ${path}`, { path }, { cause: error });
  }
}

function document(text: string, path: string): Record<string, unknown> {
  try {
    return parseTOML<Record<string, unknown>>(text);
  } catch (error) {
    throw new BadConfig(`${path} is not valid TOML`, { path }, { cause: error });
  }
}

const isOf = (kind: Kind, value: unknown): value is string | number =>
  kind === 'seconds' ? Number.isSafeInteger(value) && Number(value) >= 0 : typeof value === 'string';

function leaves(table: object, prefix = ''): [string, unknown][] {
  return Object.entries(table).flatMap(([name, value]): [string, unknown][] => {
    const key = prefix + name;
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isTable ? leaves(value, `${key}.`) : [[key, value]];
  });
}
