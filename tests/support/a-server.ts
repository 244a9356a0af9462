import { createHash } from 'node:crypto';
import { join } from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import type { Role } from '../../machines/model/key.ts';
import type { Engine } from '../../services/actors/engine.ts';
import { startLocalEngine } from '../../services/actors/local-engine.ts';
import { createApp } from '../../services/server/app.ts';
import type { DoorSettings } from '../../services/server/auth/doorkeeper.ts';
import type { FeedTiming } from '../../services/server/sockets/feed.ts';
import type { LinkTiming } from '../../services/server/sockets/links.ts';
import type { HttpLimits } from '../../services/server/http/http-server.ts';
import { listen } from '../../services/server/listen.ts';
import type { Log, LogLevel } from '../../services/server/log.ts';
import type { TlsSettings } from '../../services/server/http/tls.ts';
import { openReads, type Reads } from '../../services/store/read/reads.ts';
import { writeEmptyDatabase } from './empty-database.ts';
import { tempFolder } from './temp.ts';

/** Keys that a served database has: the names of their roles, as upstream's tests have them. */
export const KEYS = { admin: 'test-admin-key', deploy: 'test-deploy-key', readonly: 'test-readonly-key' } as const;

/** A control plane on loopback over a real database. */
export interface ServedPlane {
  readonly url: string;
  readonly engine: Engine;
  readonly app: FastifyInstance;
  /** A second connection, as an operator's `sqlite3`. */
  readonly db: Database;
  readonly reads: Reads;
  /** What it logged: `level message`. */
  readonly logged: readonly string[];
  /** The same with what else is in each line. */
  readonly lines: readonly LoggedLine[];
  /** A request with a key (`admin` unless told; null: none) and perhaps JSON. */
  ask(method: string, path: string, options?: AskOptions): Promise<Response>;
}

/** One line of the log. */
export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a request may have. */
export interface AskOptions {
  readonly role?: Role | null;
  readonly json?: unknown;
  readonly headers?: Record<string, string>;
}

/** What a served control plane may be made of. */
export interface ServedOptions {
  /** Stands before the real engine. */
  readonly engine?: (real: Engine) => Engine;
  readonly tls?: TlsSettings;
  readonly hasKeys?: boolean;
  /** The database of another control plane, as it is now, to go on with. */
  readonly goesOnWith?: Database;
  /** Writes into the database before anybody opens it. */
  readonly written?: (db: Database) => void;
  readonly feedTiming?: Partial<FeedTiming>;
  readonly linkTiming?: Partial<LinkTiming>;
  readonly door?: Partial<DoorSettings>;
  readonly bootstrapTokenFile?: string;
  readonly port?: number;
  readonly logLevel?: LogLevel;
  readonly limits?: Partial<HttpLimits>;
}

/** Serves a control plane for one test. */
export async function aServer({
  engine: instead = (real) => real,
  tls,
  hasKeys = true,
  feedTiming = {},
  port = 0,
  goesOnWith: before,
  written,
  ...others
}: ServedOptions = {}): Promise<ServedPlane> {
  const dbPath = join(tempFolder(), 'state.db');
  if (before === undefined) await writeEmptyDatabase(dbPath);
  else before.prepare('VACUUM INTO ?').run(dbPath);
  if (written) writeTo(dbPath, written);
  const logged: string[] = [];
  const lines: LoggedLine[] = [];
  const log: Log = (level, message, detail = {}) => {
    logged.push(`${level} ${message}`);
    lines.push({ level, message, detail });
  };
  const real = await startLocalEngine({ dbPath, log });
  const engine = instead(real);
  const reads = openReads(dbPath);
  const db = new SQLite(dbPath);
  if (hasKeys && before === undefined) insertKeys(db);
  const app = await createApp({ engine, reads, log, tls, feedTiming, ...others });
  const url = await listen(app, { host: '127.0.0.1', port });
  onTestFinished(async () => {
    for (const viewer of app.websocketServer.clients) viewer.terminate();
    await app.close();
    reads.close();
    db.close();
    await real.stop();
  });
  return {
    url,
    engine,
    app,
    db,
    reads,
    logged,
    lines,
    ask: (method, path, options) => fetch(url + path, requestOf(method, options)),
  };
}

function writeTo(path: string, write: (db: Database) => void): void {
  const db = new SQLite(path);
  write(db);
  db.close();
}

function requestOf(method: string, { role = 'admin', json, headers = {} }: AskOptions = {}): RequestInit {
  const all = {
    ...(role && { authorization: `Bearer ${KEYS[role]}` }),
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  };
  return { method, headers: all, ...(json !== undefined && { body: JSON.stringify(json) }), redirect: 'manual' };
}

function insertKeys(db: Database): void {
  const insert = db.prepare('INSERT INTO api_keys (key_hash, name, role) VALUES (?, ?, ?)');
  for (const [role, key] of Object.entries(KEYS)) {
    insert.run(createHash('sha256').update(key).digest('hex'), `test-${role}`, role);
  }
}

/** A report as a v0.1.1 agent sends it. */
export const aReport = (fields: Record<string, unknown> = {}) => ({
  machine_id: 'web-01',
  current_generation: '/nix/store/a-web-01',
  success: true,
  message: 'up-to-date',
  timestamp: '2026-04-20T09:15:02.123456789Z',
  ...fields,
});
