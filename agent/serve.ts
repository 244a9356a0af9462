import { setTimeout as sleep } from 'node:timers/promises';
import { agentMachine } from '../machines/agent.ts';
import { BadConfig, failureOf } from '../machines/errors.ts';
import { inspectorAsked } from '../services/actors/inspect/inspector.ts';
import { allEnded } from '../services/host/process.ts';
import { version } from '../services/host/version.ts';
import { type AgentConfig, assertSound } from './config.ts';
import { startDaemon } from './daemon.ts';
import type { Log } from './log.ts';
import { machineParts } from './machine-parts.ts';
import { serveMetrics } from './metrics/metrics-listener.ts';
import { Metrics } from './metrics/metrics.ts';
import { openContact } from './contact/open-contact.ts';

const PATIENCE_MS = 1_500;

/** Where the inspector is unless told; a control plane on the same machine has the one before it. */
const INSPECTOR_PORT = 8182;

/** Runs an agent until it is asked to stop. Throws `BadConfig`, `Conflict`. */
export async function serve(config: AgentConfig, log: Log): Promise<void> {
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw new BadConfig(`${process.platform} is not supported: the agent runs on NixOS and on macOS with nix-darwin`);
  }
  assertSound(config);
  const { machineId, controlPlaneUrl, pollSeconds, isDryRun } = config;
  log('INFO', 'agent starts', { machineId, controlPlaneUrl, pollSeconds, isDryRun, version: version() });
  const stop = stopRequest();
  const metrics = new Metrics();
  if (config.metricsPort !== null) await listen(metrics, { host: config.metricsHost, port: config.metricsPort }, log);
  const inspector = await inspectorAsked({
    value: config.inspect,
    charts: { agent: agentMachine },
    usualPort: INSPECTOR_PORT,
    log: (level, message) => log(level === 'warn' ? 'WARN' : 'INFO', message),
  });
  const controlPlane = await openContact(config, log);
  const parts = { ...config, ...machineParts(config, metrics, log), controlPlane, log };
  const daemon = await startDaemon({ ...parts, inspected: inspector?.publish });
  metrics.countWaiting(() => daemon.waiting);
  metrics.watchLink(() => daemon.isLinked);
  log('INFO', `agent stops: ${await Promise.race([stop, daemon.breakdown])}`);
  daemon.stop();
  controlPlane.close();
  inspector?.stop();
  await Promise.race([allEnded(), sleep(PATIENCE_MS)]);
}

function stopRequest(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

async function listen(metrics: Metrics, place: { host: string; port: number }, log: Log): Promise<void> {
  try {
    await serveMetrics(metrics, place);
  } catch (error) {
    log('WARN', `no metrics: port ${place.port} cannot be used: ${failureOf(error).message}`);
  }
}
