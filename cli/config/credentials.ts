import { isAbsolute, join } from 'node:path';
import { BadConfig } from '../../machines/errors.ts';
import type { User } from './owner.ts';
import { privateText } from './private-file.ts';
import { normalUrl } from './server-url.ts';
import { isTable, tomlDocument, type TomlTable } from './toml-document.ts';

/** A key that is kept for a control plane. */
export interface KeptKey {
  readonly key: string;
  /** The file that it is in. */
  readonly path: string;
}

/** What the credentials files say. */
export interface Credentials {
  /** By the normal form of the control plane's URL. */
  readonly keys: ReadonlyMap<string, KeptKey>;
  /** Why one of them says nothing. */
  readonly problem: string | undefined;
}

/** What says where a user's files are. */
export interface Home {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's folder as the system knows it, for an environment that does not say. */
  readonly home: string | undefined;
}

/** Where keys are kept: in `$XDG_CONFIG_HOME` if it is an absolute path, else `~/.config`; without any home in the current folder. */
export function credentialsPath(around: Home): string {
  const { XDG_CONFIG_HOME: xdg } = around.env;
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'nixfleet/credentials.toml');
  const home = homeOf(around);
  return home ? join(home, '.config/nixfleet/credentials.toml') : join('nixfleet', 'credentials.toml');
}

/** All places where keys are looked for: on a Mac v0.1.1 has kept them elsewhere. The first one wins, and is written. */
export function credentialsPaths(around: Home, platform: NodeJS.Platform): readonly string[] {
  const first = credentialsPath(around);
  const home = homeOf(around);
  if (platform !== 'darwin' || !home) return [first];
  return [first, join(home, 'Library/Application Support/nixfleet/credentials.toml')];
}

const homeOf = ({ env, home }: Home): string | undefined => env['HOME'] || home;

/** The keys in the credentials files; a file that cannot be used says nothing, and why is told beside the others. */
export function readCredentials(paths: readonly string[], user: User): Credentials {
  const keys = new Map<string, KeptKey>();
  let problem: string | undefined;
  for (const path of paths) {
    try {
      for (const [url, { 'api-key': key }] of credentialsIn(path, user)) {
        const name = normalUrl(url);
        if (typeof key === 'string' && key !== '' && !keys.has(name)) keys.set(name, { key, path });
      }
    } catch (error) {
      if (!(error instanceof BadConfig)) throw error;
      problem ??= error.message;
    }
  }
  return { keys, problem };
}

/** The tables of one credentials file by their URLs, as they stand there. Throws `BadConfig`. */
export function credentialsIn(path: string, user: User): readonly (readonly [string, TomlTable])[] {
  const document = tomlDocument(privateText(path, 'the credentials file', user) ?? '', path);
  return Object.entries(document).map(([url, entry]) => {
    if (isTable(entry)) return [url, entry];
    throw new BadConfig(
      `${path}: ${JSON.stringify(url)} must be a table with an api-key, named by a control plane's URL`,
      {
        path,
      },
    );
  });
}
