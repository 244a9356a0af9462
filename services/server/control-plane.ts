import { writeFileSync } from 'node:fs';
import { Server as TlsServer } from 'node:tls';
import { batchMachine } from '../../machines/batch.ts';
import { BadConfig } from '../../machines/errors.ts';
import { machineMachine } from '../../machines/machine.ts';
import { rolloutMachine } from '../../machines/rollout.ts';
import { SystemClock } from '../actors/clock.ts';
import { inspectorAsked } from '../actors/inspect/inspector.ts';
import { startEngine } from '../actors/thread/start-engine.ts';
import { openReads } from '../store/read/reads.ts';
import { createApp } from './app.ts';
import { INSPECTOR_PORT, type ServerConfig } from './flags.ts';
import { type TlsSettings, tlsSettings } from './http/tls.ts';
import { TlsReload, type TlsReloadParts } from './http/tls-reload.ts';
import { listen, type ListenAddress } from './listen.ts';
import type { Log } from './log.ts';
import { Metrics } from './metrics/metrics.ts';
import { createProcessMetrics } from './metrics/process-metrics.ts';
import { createProbeListener, type ProbeParts } from './probe-listener.ts';
import { startRetention } from './retention.ts';

/** A control plane that answers requests. */
export interface ControlPlane {
  readonly url: string;
  /** Reads the certificate, its key and the client CA again. */
  reloadTls(): void;
  /** Takes no more requests, finishes those it has, says goodbye to viewers, and lets go of the database. */
  stop(): Promise<void>;
}

/** How long requests and viewers may take to end once we stop. */
const DRAIN_MS = 5000;

/** What the actors of a control plane are. */
const CHARTS = { machine: machineMachine, rollout: rolloutMachine, batch: batchMachine };

/** Starts everything that the configuration names. Throws `BadConfig` or `Conflict`; then nothing is left running. */
export async function startControlPlane(config: ServerConfig, log: Log): Promise<ControlPlane> {
  const tls = tlsSettings(config.tls);
  const undo: (() => unknown)[] = [];
  try {
    const inspector = await inspectorAsked({ value: config.inspect, charts: CHARTS, usualPort: INSPECTOR_PORT, log });
    if (inspector) undo.push(() => inspector.stop());
    const { dbPath, shards } = config;
    const engine = await startEngine({ dbPath, shards, log, inspected: inspector?.publish });
    undo.push(() => engine.stop());
    const reads = openReads(config.dbPath);
    undo.push(() => reads.close());
    const metrics = new Metrics({ engine, reads: reads.figures, tls, aboutProcess: createProcessMetrics() });
    const { bootstrapTokenFile, logLevel, maxConnections, metricsListen } = config;
    const limits = { maxConnections };
    const told = { logLevel, limits, hidesMetrics: metricsListen !== undefined, bootstrapTokenFile };
    const app = await createApp({ engine, reads, log, metrics, tls, ...told });
    undo.push(() => closeWithin(app, DRAIN_MS));
    const url = await listen(app, config);
    if (metricsListen) undo.push(await serveProbes(metricsListen, { engine, reads: reads.figures, metrics, log }));
    warnOfOpenDoors(tls, log);
    if (config.bootstrapTokenFile === undefined && reads.keys.isUnclaimed()) warnOfFirstCaller(log);
    const reload = watchTls(app.server, { files: config.tls, settings: tls, log });
    undo.push(() => reload.stop());
    const retention = startRetention({ engine, clock: new SystemClock(), keep: config.keep, log });
    undo.push(() => retention.stop());
    log('info', `listening on ${url}`);
    if (config.readyFile !== undefined) announce(config.readyFile, url);
    return { url, reloadTls: () => reload.reload(), stop: () => undoAll(undo) };
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

/** Serves metrics and probes on their own; gives what ends that. */
async function serveProbes(address: ListenAddress, parts: ProbeParts): Promise<() => unknown> {
  const listener = await createProbeListener(parts);
  parts.log('info', `metrics are on ${await listen(listener, address, '--metrics-listen')}/metrics`);
  return () => closeWithin(listener, DRAIN_MS);
}

/** The last thing first. */
async function undoAll(undo: readonly (() => unknown)[]): Promise<void> {
  for (const step of undo.toReversed()) await step();
}

/** What a server is closed by. */
interface Closable {
  close(): PromiseLike<unknown>;
  readonly server: { closeAllConnections(): void };
  readonly websocketServer?: { readonly clients: Iterable<{ terminate(): void }> };
}

/** Closes in good order; whoever has not gone after `ms` is cut off. */
async function closeWithin(app: Closable, ms: number): Promise<void> {
  const cut = setTimeout(() => {
    for (const viewer of app.websocketServer?.clients ?? []) viewer.terminate();
    app.server.closeAllConnections();
  }, ms);
  await app.close();
  clearTimeout(cut);
}

/** With plain HTTP there is nothing to watch. */
function watchTls(
  server: object,
  { settings, ...parts }: Pick<TlsReloadParts, 'files' | 'log'> & { readonly settings: TlsSettings | undefined },
): Pick<TlsReload, 'reload' | 'stop'> {
  if (settings && server instanceof TlsServer) return new TlsReload({ ...parts, settings, server });
  return {
    reload: () => parts.log('info', 'there is no TLS whose files could be read again'),
    stop: () => undefined,
  };
}

function warnOfOpenDoors(tls: ReturnType<typeof tlsSettings>, log: Log): void {
  if (tls === undefined) {
    log('warn', 'PLAIN HTTP: API keys and reports can be read and forged on their way; give --tls-cert and --tls-key');
  }
  if (!tls?.requestCert) {
    log('warn', 'OPEN TO ANY AGENT: whoever reaches this port can report for any machine; give --client-ca (with TLS)');
  }
}

function warnOfFirstCaller(log: Log): void {
  log(
    'warn',
    'OPEN TO THE FIRST CALLER: there is no API key, and whoever calls bootstrap first gets one that may do everything; ' +
      'do it now (`nixfleet bootstrap`), or give --bootstrap-token-file',
  );
}

function announce(path: string, url: string): void {
  try {
    writeFileSync(path, `${JSON.stringify({ url })}\n`);
  } catch (cause) {
    throw new BadConfig(`--ready-file ${path} cannot be written`, { path }, { cause });
  }
}
