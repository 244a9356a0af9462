#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { BadUsage, failureOf } from '../machines/errors.ts';
import { stopAll } from '../services/host/process.ts';
import { version } from '../services/host/version.ts';
import { check } from './check.ts';
import { readConfig, readPlaces } from './config.ts';
import { helpText } from './flags.ts';
import { createLog } from './log.ts';
import { serve } from './serve.ts';
import { type AskedStatus, statusOrder } from './status/status-order.ts';

/** How often `--status --watch` looks. */
const LOOKS_EACH_MS = 1_000;

const log = createLog((line) => process.stdout.write(line));
process.on('exit', stopAll);
process.exit(await main(process.argv.slice(2)));

/** The exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { env } = process;
  const [verb] = argv;
  if (argv.some((argument) => argument === '--help' || argument === '-h')) return print(helpText());
  if (argv.some((argument) => argument === '--version' || argument === '-V'))
    return print(`nixfleet-agent ${version()}\n`);
  try {
    const asked = statusOrder(argv);
    if (asked !== undefined) return await look(asked, env);
    if (verb === 'check') return (await check(readConfig(argv.slice(1), env), print)) === 0 ? 0 : 1;
  } catch (error) {
    return refused(error);
  }
  try {
    await serve(readConfig(argv, env), log);
  } catch (error) {
    if (error instanceof BadUsage) return refused(error);
    log('ERROR', failureOf(error).message, { code: failureOf(error).code });
  }
  // launchd takes some exit codes for "never again": whatever went wrong at run time, we may be started again.
  return 0;
}

function refused(error: unknown): number {
  process.stderr.write(`nixfleet-agent: ${failureOf(error).message}\n`);
  return error instanceof BadUsage ? 2 : 1;
}

/** Shows what there is of the agent here. Loaded when it is asked for: an agent that runs never draws. */
async function look({ order, rest: others }: AskedStatus, env: NodeJS.ProcessEnv): Promise<number> {
  const places = readPlaces(others, env);
  // Whoever reads has seen enough (`| head`).
  process.stdout.on('error', () => process.exit(0));
  if (order.shows !== 'watch') {
    const { status } = await import('./status/status.ts');
    return printed(await status(order, places));
  }
  const gone = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => gone.abort());
  const { watchStatus } = await import('./status/status-watch.ts');
  const { signal } = gone;
  const rest = () => sleep(LOOKS_EACH_MS, undefined, { signal }).catch(() => undefined);
  await watchStatus({ dbPath: places.dbPath, stream: process.stdout, rest, signal, now: () => Date.now() });
  return 0;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** The same once all of it is written: a pipe takes as much as its reader does, and who exits before leaves the rest out. */
function printed(text: string): Promise<number> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve(0)));
}
