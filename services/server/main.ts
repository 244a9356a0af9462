#!/usr/bin/env node
import { BadUsage, FleetError } from '../../machines/errors.ts';
import { version } from '../host/version.ts';
import { type AskedCommand, commandAsked } from './commands/commands.ts';
import { createScreen } from './commands/screen.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Asked, askedBy, type ServerConfig, USAGE } from './flags.ts';
import { createLog, type Log } from './log.ts';

/** A stop that takes longer than this is given up. */
const STOP_MS = 9000;

await main();

async function main(): Promise<void> {
  try {
    const argv = process.argv.slice(2);
    const command = commandAsked(argv, process.env);
    if (command !== undefined) await runOnce(command);
    else await answer(askedBy(argv, process.env));
  } catch (error) {
    process.stderr.write(`nixfleet-control-plane: ${problem(error)}\n`);
    process.exitCode = error instanceof BadUsage ? 2 : 1;
  }
}

/** A command does one thing and ends. */
async function runOnce({ command, given }: AskedCommand): Promise<void> {
  if (given === undefined) process.stdout.write(command.usage);
  else if (!(await command.run(given, createScreen(process.stdout, process.stderr)))) process.exitCode = 1;
}

async function answer(asked: Asked): Promise<void> {
  switch (asked.ask) {
    case 'help':
      process.stdout.write(USAGE);
      return;
    case 'version':
      process.stdout.write(`nixfleet-control-plane ${version()}\n`);
      return;
    case 'serve':
      await serve(asked.config, asked.warnings);
  }
}

async function serve(config: ServerConfig, warnings: readonly string[]): Promise<void> {
  const log = createLog(config.logLevel, process.stdout);
  for (const warning of warnings) log('warn', warning);
  let reloadTls = () => log('info', 'starting: the TLS files are being read anyway');
  // From the beginning: a process without a listener dies of it.
  process.on('SIGHUP', () => reloadTls());
  const controlPlane = await startControlPlane(config, log);
  reloadTls = () => controlPlane.reloadTls();
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    // The second one is from somebody who will not wait.
    if (isStopping) process.exit(1);
    isStopping = true;
    log('info', `stopping on ${signal}`);
    void endWith(controlPlane, log);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

async function endWith(controlPlane: ControlPlane, log: Log): Promise<void> {
  setTimeout(() => {
    log('error', 'gave up on a clean stop');
    process.exit(1);
  }, STOP_MS).unref();
  try {
    await controlPlane.stop();
    log('info', 'stopped');
    process.exit(0);
  } catch (error) {
    log('error', 'could not stop cleanly', { error });
    process.exit(1);
  }
}

/** A person can act on ours; of a bug its stack is the only trace. */
function problem(error: unknown): string {
  if (error instanceof FleetError) return error.message;
  return error instanceof Error ? `this is a bug: ${error.stack ?? error.message}` : String(error);
}
