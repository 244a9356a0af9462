#!/usr/bin/env node
import { BadUsage, failureOf } from '../machines/errors.ts';
import { keep } from '../services/host/attempt/keeper-verbs.ts';
import { stopAll } from '../services/host/process.ts';

const FAILED = 1;
const USAGE = 2;

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
process.on('exit', stopAll);
process.exit(await main(process.argv.slice(2)));

/** The exit code; 0: done. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const say = (text: string) => void process.stdout.write(`${text}\n`);
    return (await keep(argv, { env: process.env, signal: stop.signal, say })) ? 0 : FAILED;
  } catch (error) {
    process.stderr.write(`nixfleet-keeper: ${failureOf(error).message}\n`);
    return error instanceof BadUsage ? USAGE : FAILED;
  }
}
