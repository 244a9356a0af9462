import { writeFileSync } from 'node:fs';
import { BadConfig } from '../../machines/errors.ts';
import { startEngine } from '../actors/thread/start-engine.ts';
import { openReads } from '../store/read/reads.ts';
import { createApp } from './app.ts';
import type { ServerConfig } from './flags.ts';
import { listen } from './listen.ts';
import type { Log } from './log.ts';
import { tlsSettings } from './tls.ts';

/** A control plane that answers requests. */
export interface ControlPlane {
  readonly url: string;
  /** Takes no more requests, finishes those it has, says goodbye to viewers, and lets go of the database. */
  stop(): Promise<void>;
}

/** How long requests and viewers may take to end once we stop. */
const DRAIN_MS = 5000;

/** Starts everything that the configuration names. Throws `BadConfig` or `Conflict`; then nothing is left running. */
export async function startControlPlane(config: ServerConfig, log: Log): Promise<ControlPlane> {
  const tls = tlsSettings(config.tls);
  const engine = await startEngine({ dbPath: config.dbPath, shards: config.shards, log });
  const undo: (() => unknown)[] = [() => engine.stop()];
  try {
    const reads = openReads(config.dbPath);
    undo.push(() => reads.close());
    const app = await createApp({ engine, reads, log, tls });
    undo.push(() => closeWithin(app, DRAIN_MS));
    const url = await listen(app, config);
    warnOfOpenDoors(tls, log);
    log('info', `listening on ${url}`);
    if (config.readyFile !== undefined) announce(config.readyFile, url);
    return { url, stop: () => undoAll(undo) };
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

/** The last thing first. */
async function undoAll(undo: readonly (() => unknown)[]): Promise<void> {
  for (const step of undo.toReversed()) await step();
}

/** What a server is closed by. */
interface Closable {
  close(): PromiseLike<unknown>;
  readonly server: { closeAllConnections(): void };
  readonly websocketServer: { readonly clients: Iterable<{ terminate(): void }> };
}

/** Closes in good order; whoever has not gone after `ms` is cut off. */
async function closeWithin(app: Closable, ms: number): Promise<void> {
  const cut = setTimeout(() => {
    for (const viewer of app.websocketServer.clients) viewer.terminate();
    app.server.closeAllConnections();
  }, ms);
  await app.close();
  clearTimeout(cut);
}

function warnOfOpenDoors(tls: ReturnType<typeof tlsSettings>, log: Log): void {
  if (tls === undefined) {
    log('warn', 'PLAIN HTTP: API keys and reports can be read and forged on their way; give --tls-cert and --tls-key');
  }
  if (!tls?.requestCert) {
    log('warn', 'OPEN TO ANY AGENT: whoever reaches this port can report for any machine; give --client-ca (with TLS)');
  }
}

function announce(path: string, url: string): void {
  try {
    writeFileSync(path, `${JSON.stringify({ url })}\n`);
  } catch (cause) {
    throw new BadConfig(`--ready-file ${path} cannot be written`, { path }, { cause });
  }
}
