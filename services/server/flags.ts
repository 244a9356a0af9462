import { parseArgs } from 'node:util';
import { BadConfig, BadUsage } from '../../machines/errors.ts';
import { KEPT, type Keep } from '../../machines/policy/retention.ts';
import type { TlsFiles } from './http/tls.ts';
import type { ListenAddress } from './listen.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { levelInRustLog } from './rust-log.ts';

/** Everything that the control plane is told. */
export interface ServerConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly dbPath: string;
  readonly tls: TlsFiles;
  /** Its content lets somebody bootstrap; undefined: anybody may. */
  readonly bootstrapTokenFile: string | undefined;
  /** 1: actors have a thread of their own; 0: they share the main one. */
  readonly shards: 0 | 1;
  readonly logLevel: LogLevel;
  /** Where metrics and probes have a listener of their own, over plain HTTP; undefined: they have none. */
  readonly metricsListen: ListenAddress | undefined;
  readonly maxConnections: number;
  readonly keep: Keep;
  /** `NIXFLEET_INSPECT`: 1 or a port; undefined: nobody inspects. */
  readonly inspect: string | undefined;
  /** Where the real URL is written once requests are answered. */
  readonly readyFile: string | undefined;
}

/** What the command line asks for. */
export type Asked =
  | { readonly ask: 'help' | 'version' }
  | {
      readonly ask: 'serve';
      readonly config: ServerConfig;
      /** What was asked for and is left out. */
      readonly warnings: readonly string[];
    };

const MAX_CONNECTIONS = 30_000;

/** Where the inspector is unless told. */
export const INSPECTOR_PORT = 8181;
const FILTER_LOST = `RUST_LOG names no level that there is; give --log-level: ${LOG_LEVELS.join(', ')}`;

/** What `--help` prints. */
export const USAGE = `nixfleet-control-plane: coordinates a fleet's rollouts

  --listen ADDRESS:PORT  where to listen (NIXFLEET_CP_LISTEN; 0.0.0.0:8080; port 0: any free one)
  --db-path FILE         the SQLite database (NIXFLEET_CP_DB_PATH; /var/lib/nixfleet-cp/state.db)
  --tls-cert FILE        PEM chain, turns HTTPS on (NIXFLEET_CP_TLS_CERT)
  --tls-key FILE         its PEM private key (NIXFLEET_CP_TLS_KEY)
  --client-ca FILE       PEM bundle, every client must show a certificate of it (NIXFLEET_CP_CLIENT_CA)
  --bootstrap-token-file FILE
                         only who has what is in it gets the first API key (NIXFLEET_CP_BOOTSTRAP_TOKEN_FILE)
  --shards 0|1           run the actors in a thread of their own (NIXFLEET_CP_SHARDS; 1)
  --log-level LEVEL      ${LOG_LEVELS.join(', ')} (NIXFLEET_CP_LOG_LEVEL, else the level in RUST_LOG; info)
  --metrics-listen ADDRESS:PORT
                         serve /metrics, /health and /ready there, over plain HTTP and to anybody, and /metrics nowhere
                         else (NIXFLEET_CP_METRICS_LISTEN)
  --max-connections N    turn connections away beyond these (NIXFLEET_CP_MAX_CONNECTIONS; ${MAX_CONNECTIONS})
  --keep-reports DAYS    how long agents' reports are kept; 0: for ever (NIXFLEET_CP_KEEP_REPORTS; ${KEPT.reports})
  --keep-audit DAYS      the same of who did what (NIXFLEET_CP_KEEP_AUDIT; ${KEPT.audit})
  --keep-events DAYS     the same of what happened in rollouts that have ended (NIXFLEET_CP_KEEP_EVENTS; ${KEPT.events})
  --keep-evidence DAYS   the same of evidence of compliance; the newest of a machine stays
                         (NIXFLEET_CP_KEEP_EVIDENCE; ${KEPT.evidence})
  --ready-file FILE      write {"url": …} there once requests are answered
  --version, --help, -h

  backup FILE | restore FILE | check | import-v0 FILE
                         does that with the database instead; each has a --help

NIXFLEET_INSPECT=1 (or a port) tells what actors hear to the Stately inspector, on 127.0.0.1:${INSPECTOR_PORT} only.

PEM files are read again when they change, and on SIGHUP.
`;

const OPTIONS = {
  listen: { type: 'string' },
  'db-path': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'client-ca': { type: 'string' },
  'bootstrap-token-file': { type: 'string' },
  shards: { type: 'string' },
  'log-level': { type: 'string' },
  'metrics-listen': { type: 'string' },
  'max-connections': { type: 'string' },
  'keep-reports': { type: 'string' },
  'keep-audit': { type: 'string' },
  'keep-events': { type: 'string' },
  'keep-evidence': { type: 'string' },
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
  const rustLevel = levelInRustLog(env['RUST_LOG'] ?? '');
  const metricsListen = from(flags['metrics-listen'], 'METRICS_LISTEN');
  const config: ServerConfig = {
    ...address('listen', from(flags.listen, 'LISTEN') ?? '0.0.0.0:8080'),
    dbPath: from(flags['db-path'], 'DB_PATH') ?? '/var/lib/nixfleet-cp/state.db',
    tls: {
      cert: from(flags['tls-cert'], 'TLS_CERT'),
      key: from(flags['tls-key'], 'TLS_KEY'),
      clientCa: from(flags['client-ca'], 'CLIENT_CA'),
    },
    bootstrapTokenFile: from(flags['bootstrap-token-file'], 'BOOTSTRAP_TOKEN_FILE'),
    shards: shards(from(flags.shards, 'SHARDS') ?? '1'),
    logLevel: logLevel(from(flags['log-level'], 'LOG_LEVEL') ?? rustLevel ?? 'info'),
    metricsListen: metricsListen === undefined ? undefined : address('metrics-listen', metricsListen),
    maxConnections: connections(from(flags['max-connections'], 'MAX_CONNECTIONS') ?? String(MAX_CONNECTIONS)),
    keep: {
      reports: days('reports', from(flags['keep-reports'], 'KEEP_REPORTS') ?? String(KEPT.reports)),
      audit: days('audit', from(flags['keep-audit'], 'KEEP_AUDIT') ?? String(KEPT.audit)),
      events: days('events', from(flags['keep-events'], 'KEEP_EVENTS') ?? String(KEPT.events)),
      evidence: days('evidence', from(flags['keep-evidence'], 'KEEP_EVIDENCE') ?? String(KEPT.evidence)),
    },
    readyFile: flags['ready-file'],
    inspect: env['NIXFLEET_INSPECT'],
  };
  const isFilterLost = rustLevel === undefined && Boolean(env['RUST_LOG']);
  return { ask: 'serve', config, warnings: isFilterLost ? [FILTER_LOST] : [] };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    const said = error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error);
    throw new BadUsage(`${said}; --help lists the flags`);
  }
}

function address(flag: string, text: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65_535) {
    throw new BadConfig(`--${flag} ${text} is not ADDRESS:PORT: write it like 127.0.0.1:8080 or [::1]:8080`);
  }
  return { host, port };
}

function shards(text: string): 0 | 1 {
  if (text === '0') return 0;
  if (text === '1') return 1;
  throw new BadUsage(`--shards ${text}: there is 0 (actors in the main thread) and 1 (in their own)`);
}

/** A century is for ever too; more would be a date that there is not. */
function days(what: string, text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new BadUsage(`--keep-${what} ${text}: how many days, 0 for ever, at most 99999`);
}

function connections(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new BadUsage(`--max-connections ${text}: how many, from 1 to 9999999`);
}

function logLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined) throw new BadUsage(`--log-level ${text}: there are ${LOG_LEVELS.join(', ')}`);
  return level;
}
