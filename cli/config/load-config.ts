import { resolve } from 'node:path';
import { type Config, configuration, type Layer } from './config.ts';
import { readConfigFile } from './config-file.ts';
import { credentialsPaths, type Home, readCredentials } from './credentials.ts';
import { assertOurs, candidates, configPath } from './find-config.ts';
import { environmentLayer, flagLayer } from './given-settings.ts';
import { readKeyFile } from './key-file.ts';
import type { User } from './owner.ts';

/** Where a configuration is looked for, and by whom. */
export interface Surroundings extends Home {
  /** The global flags. */
  readonly flags: Readonly<Record<string, unknown>> & { readonly config?: string | undefined };
  /** The current folder. */
  readonly folder: string;
  readonly hostname: string;
  readonly user: User;
  readonly platform: NodeJS.Platform;
}

/** A configuration and what it was made from. */
export interface Loaded {
  readonly config: Config;
  readonly warnings: readonly string[];
  readonly sources: Sources;
}

/** The files that a configuration comes from. */
export interface Sources {
  /** The `.nixfleet.toml` that counts; undefined: there is none. */
  readonly file: string | undefined;
  /** Where one was looked for, in this order. */
  readonly lookedAt: readonly string[];
  /** Where keys were looked for, in this order; the first is written. */
  readonly credentials: readonly string[];
}

/** Reads the layers and puts them together. Certificates are not read. Throws `BadConfig`. */
export function loadConfig(around: Surroundings): Loaded {
  const { flags, env, folder, user } = around;
  const sources = sourcesOf(around);
  const file = fileLayer(around, sources.file);
  const given = [flagLayer(flags), environmentLayer(env)];
  const hasKey = given.some(({ settings }) => settings.apiKey !== undefined);
  const { layers, problem } = hasKey ? { layers: [], problem: undefined } : readKeyFile(env, folder, user);
  const credentials = readCredentials(sources.credentials, user);
  const config = configuration([...given, ...layers, file], {
    ...credentials,
    ...(problem && { keys: new Map(), problem }),
  });
  return { config, warnings: file.warnings, sources };
}

/** Where the settings of a program come from, without a look into the files. */
function sourcesOf(around: Surroundings): Sources {
  const { flags, folder, platform } = around;
  const credentials = credentialsPaths(around, platform);
  if (!flags.config) return { file: configPath(folder), lookedAt: candidates(folder), credentials };
  const named = resolve(folder, flags.config);
  return { file: named, lookedAt: [named], credentials };
}

function fileLayer(
  { flags, env, hostname, user }: Surroundings,
  path: string | undefined,
): Layer & { readonly warnings: readonly string[] } {
  if (path === undefined) return { settings: {}, origins: {}, warnings: [] };
  const isNamed = Boolean(flags.config);
  if (!isNamed) assertOurs(path, user);
  return readConfigFile({ path, isNamed, variables: { env, hostname } });
}
