#!/usr/bin/env node
import { BadUsage, failureOf } from '../machines/errors.ts';
import { stopAll } from '../services/host/process.ts';
import { version } from '../services/host/version.ts';
import { check } from './check.ts';
import { readConfig, readPlaces } from './config.ts';
import { helpText } from './flags.ts';
import { createLog } from './log.ts';
import { serve } from './serve.ts';
import { status } from './status/status.ts';

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
    if (argv.includes('--status')) return print(await status(readPlaces(without(argv, '--status'), env)));
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

function without(argv: readonly string[], word: string): readonly string[] {
  return argv.filter((each) => each !== word);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
