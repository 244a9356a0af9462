#!/usr/bin/env node
import { BadUsage } from '../machines/errors.ts';
import { COMMANDS, type TableVerb } from './line/command-table.ts';
import { failureText } from './failure-text.ts';
import { GLOBALS } from './line/globals.ts';
import { parseLine } from './line/parse.ts';
import { route } from './line/route.ts';
import type { ExitCode } from './line/verb.ts';

/** Runs a command line; its exit code: 0, 1 for what failed, 2 for wrong usage, 130 when interrupted. */
async function main(argv: readonly string[]): Promise<ExitCode | 2> {
  try {
    const { words, found, rest, wants } = route(argv, COMMANDS);
    if (wants === 'version') return await showVersion();
    if (wants === 'run' && found && 'load' in found) return await perform(found, rest);
    const { help } = await import('./line/help.ts');
    const stream = wants === 'help' ? process.stdout : process.stderr;
    stream.write(`${await help(words, found, COMMANDS)}\n`);
    return wants === 'help' ? 0 : 2;
  } catch (error) {
    process.stderr.write(`${failureText(error)}\n`);
    return error instanceof BadUsage ? 2 : 1;
  }
}

async function perform(found: TableVerb, rest: readonly string[]): Promise<ExitCode> {
  const verb = await found.load();
  const line = parseLine(rest, { ...verb, flags: { ...verb.flags, ...GLOBALS } });
  const { createSession } = await import('./session.ts');
  return verb.run(line, await createSession(line.flags));
}

async function showVersion(): Promise<0> {
  const { version } = await import('../services/host/version.ts');
  process.stdout.write(`nixfleet ${version()}\n`);
  return 0;
}

// A reader that has seen enough (`| head`) is no failure of ours, and the exit code is that of what was asked for.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
// No top-level await: the program is bundled as CommonJS, which starts a third faster than modules do.
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
