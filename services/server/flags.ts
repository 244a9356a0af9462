import { parseArgs } from 'node:util';
import { BadConfig, BadUsage } from '../../machines/errors.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import type { TlsFiles } from './tls.ts';

/** Everything that the control plane is told. */
export interface ServerConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly dbPath: string;
  readonly tls: TlsFiles;
  /** 1: actors have a thread of their own; 0: they share the main one. */
  readonly shards: 0 | 1;
  readonly logLevel: LogLevel;
  /** Where the real URL is written once requests are answered. */
  readonly readyFile: string | undefined;
}

/** What the command line asks for. */
export type Asked = { readonly ask: 'help' | 'version' } | { readonly ask: 'serve'; readonly config: ServerConfig };

/** What `--help` prints. */
export const USAGE = `nixfleet-control-plane: coordinates a fleet's rollouts

  --listen ADDRESS:PORT  where to listen (NIXFLEET_CP_LISTEN; 0.0.0.0:8080; port 0: any free one)
  --db-path FILE         the SQLite database (NIXFLEET_CP_DB_PATH; /var/lib/nixfleet-cp/state.db)
  --tls-cert FILE        PEM chain, turns HTTPS on (NIXFLEET_CP_TLS_CERT)
  --tls-key FILE         its PEM private key (NIXFLEET_CP_TLS_KEY)
  --client-ca FILE       PEM bundle, every client must show a certificate of it (NIXFLEET_CP_CLIENT_CA)
  --shards 0|1           run the actors in a thread of their own (NIXFLEET_CP_SHARDS; 1)
  --log-level LEVEL      ${LOG_LEVELS.join(', ')} (NIXFLEET_CP_LOG_LEVEL; info)
  --ready-file FILE      write {"url": …} there once requests are answered
  --version, --help, -h
`;

const OPTIONS = {
  listen: { type: 'string' },
  'db-path': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'client-ca': { type: 'string' },
  shards: { type: 'string' },
  'log-level': { type: 'string' },
  'ready-file': { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads flags and environment; a flag beats its variable, an empty variable is none. Throws `BadUsage` for
 * flags that there are not, `BadConfig` for an address that is none.
 */
export function askedBy(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Asked {
  const flags = parsed(argv);
  if (flags.help) return { ask: 'help' };
  if (flags.version) return { ask: 'version' };
  const from = (flag: string | undefined, name: string) => flag ?? (env[`NIXFLEET_CP_${name}`] || undefined);
  const config: ServerConfig = {
    ...address(from(flags.listen, 'LISTEN') ?? '0.0.0.0:8080'),
    dbPath: from(flags['db-path'], 'DB_PATH') ?? '/var/lib/nixfleet-cp/state.db',
    tls: {
      cert: from(flags['tls-cert'], 'TLS_CERT'),
      key: from(flags['tls-key'], 'TLS_KEY'),
      clientCa: from(flags['client-ca'], 'CLIENT_CA'),
    },
    shards: shards(from(flags.shards, 'SHARDS') ?? '1'),
    logLevel: logLevel(from(flags['log-level'], 'LOG_LEVEL') ?? 'info'),
    readyFile: flags['ready-file'],
  };
  return { ask: 'serve', config };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    const said = error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error);
    throw new BadUsage(`${said}; --help lists the flags`);
  }
}

function address(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65_535) {
    throw new BadConfig(`--listen ${text} is not ADDRESS:PORT: write it like 127.0.0.1:8080 or [::1]:8080`);
  }
  return { host, port };
}

function shards(text: string): 0 | 1 {
  if (text === '0') return 0;
  if (text === '1') return 1;
  throw new BadUsage(`--shards ${text}: there is 0 (actors in the main thread) and 1 (in their own)`);
}

function logLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined) throw new BadUsage(`--log-level ${text}: there are ${LOG_LEVELS.join(', ')}`);
  return level;
}
