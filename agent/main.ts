#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { BadConfig, BadUsage, failureOf } from '../machines/errors.ts';
import { createClient } from '../services/api/client.ts';
import { allEnded, stopAll } from '../services/host/process.ts';
import { type AgentConfig, assertSound, readConfig } from './config.ts';
import { createControlPlane } from './control-plane.ts';
import { startDaemon } from './daemon.ts';
import { helpText } from './flags.ts';
import { createLog } from './log.ts';
import { Metrics, serveMetrics } from './metrics.ts';
import { machineParts } from './machine-parts.ts';
import { readTls } from './tls.ts';
import { version } from '../services/host/version.ts';

const PATIENCE_MS = 1_500;

const log = createLog((line) => process.stdout.write(line));
process.on('exit', stopAll);
process.exit(await main(process.argv.slice(2)));

/** The exit code. */
async function main(argv: readonly string[]): Promise<number> {
  if (argv.some((argument) => argument === '--help' || argument === '-h')) return print(helpText());
  if (argv.some((argument) => argument === '--version' || argument === '-V'))
    return print(`nixfleet-agent ${version()}\n`);
  try {
    await serve(readConfig(argv, process.env));
  } catch (error) {
    if (error instanceof BadUsage) {
      process.stderr.write(`nixfleet-agent: ${error.message}\n`);
      return 2;
    }
    log('ERROR', failureOf(error).message, { code: failureOf(error).code });
  }
  // launchd takes some exit codes for "never again": whatever went wrong at run time, we may be started again.
  return 0;
}

async function serve(config: AgentConfig): Promise<void> {
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw new BadConfig(`${process.platform} is not supported: the agent runs on NixOS and on macOS with nix-darwin`);
  }
  assertSound(config);
  const { machineId, controlPlaneUrl, pollSeconds, isDryRun } = config;
  log('INFO', 'agent starts', { machineId, controlPlaneUrl, pollSeconds, isDryRun, version: version() });
  const stop = stopRequest();
  const metrics = new Metrics();
  if (config.metricsPort !== null) await listen(metrics, config.metricsPort);
  const client = createClient({ url: controlPlaneUrl, tls: await readTls(config) });
  const controlPlane = createControlPlane(client, machineId);
  const daemon = await startDaemon({ ...config, ...machineParts(config, metrics, log), controlPlane, log });
  log('INFO', `agent stops: ${await stop}`);
  daemon.stop();
  client.close();
  await Promise.race([allEnded(), sleep(PATIENCE_MS)]);
}

function stopRequest(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

async function listen(metrics: Metrics, port: number): Promise<void> {
  try {
    await serveMetrics(metrics, port);
  } catch (error) {
    log('WARN', `no metrics: port ${port} cannot be used: ${failureOf(error).message}`);
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
