#!/usr/bin/env node
import { BadUsage } from '../machines/errors.ts';
import { COMMANDS, type TableVerb } from './line/command-table.ts';
import { failureText } from './failure-text.ts';
import { lostOutput } from './lost-output.ts';
import { endOperation } from './log/end-operation.ts';
import { GLOBALS } from './line/globals.ts';
import { parseLine } from './line/parse.ts';
import { route, verbOf } from './line/route.ts';
import type { ExitCode } from './line/verb.ts';

/** Runs a command line; its exit code: 0, 1 for what failed, 2 for wrong usage, 130 when interrupted. */
async function main(argv: readonly string[]): Promise<ExitCode | 2> {
  try {
    if (argv[0] === '__complete') {
      // What the completion scripts ask: nobody reads what goes wrong there.
      const { complete } = await import('./completion/complete.ts');
      return await complete(argv.slice(1));
    }
    const { words, found, rest, wants } = route(argv, COMMANDS);
    if (wants === 'version') return await showVersion();
    const chosen = wants === 'run' ? verbOf(found) : undefined;
    if (chosen) return await perform(chosen, rest);
    const { help } = await import('./line/help.ts');
    const stream = wants === 'help' ? process.stdout : process.stderr;
    stream.write(`${await help({ words, found }, COMMANDS, { stream, env: process.env })}\n`);
    return wants === 'help' ? 0 : 2;
  } catch (error) {
    return failed(error);
  }
}

async function perform(found: TableVerb, rest: readonly string[]): Promise<ExitCode | 2> {
  const verb = await found.load();
  const line = parseLine(rest, { ...verb, flags: { ...verb.flags, ...GLOBALS } });
  const { createSession } = await import('./session.ts');
  const session = await createSession(line.flags, { operation: verb.operation, argv: process.argv.slice(2) });
  try {
    const exitCode = await verb.run(line, session);
    endOperation(session.operation, { exitCode }, session.screen);
    return exitCode;
  } catch (error) {
    const exitCode = failed(error);
    endOperation(session.operation, { exitCode, error }, session.screen);
    return exitCode;
  }
}

function failed(error: unknown): 1 | 2 {
  process.stderr.write(`${failureText(error)}\n`);
  return error instanceof BadUsage ? 2 : 1;
}

async function showVersion(): Promise<0> {
  const { version } = await import('../services/host/version.ts');
  process.stdout.write(`nixfleet ${version()}\n`);
  return 0;
}

/** Ends with nothing left behind when the results cannot be written, as on a full disk. */
async function giveUp(stream: NodeJS.WriteStream, error: Error): Promise<never> {
  const where = stream === process.stdout ? 'the standard output' : 'the error stream';
  if (stream === process.stdout) process.stderr.write(`Error: cannot write to ${where}: ${error.message}\n`);
  const { stopAll } = await import('../services/host/process.ts');
  stopAll();
  process.exit(1);
}

let isHungUp = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    const lost = lostOutput(error);
    if (lost === 'hung up') isHungUp = true;
    else if (lost === 'failure') void giveUp(stream, error);
  });
}
// No top-level await: the program is bundled as CommonJS, which starts a third faster than modules do.
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = isHungUp ? code || 1 : code;
  // Node would crash over resetting a terminal that is gone; last of all, when everything is written.
  process.once('exit', () => {
    if (!isHungUp) return;
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  });
});
