#!/usr/bin/env node
import { basename } from 'node:path';
import { BadUsage, failureOf } from '../../machines/errors.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { stopAll } from '../../services/host/process.ts';
import { printable } from '../../services/host/printable.ts';
import { version } from '../../services/host/version.ts';
import { type Asked, readCommandLine } from './command-line.ts';
import { HELP } from './help-text.ts';
import type { Outcome } from './outcome.ts';
import { terminalPaint } from './terminal-paint.ts';

/** Under this name it is `check`, as v0.1.1's program was called. */
const CHECK = 'compliance-check';

// Probes lead groups of their own: Ctrl-C at a terminal does not reach them.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => {
    stopAll();
    process.exit(code);
  });
}
process.stdout.on('error', (error) => {
  // Whoever reads has seen enough (`| head`); anything else is a report that nobody has.
  if (hasCode(error, 'EPIPE')) process.exit(0);
  process.stderr.write(`nixfleet-compliance: the output cannot be written: ${error.message}\n`);
  process.exit(2);
});
process.exitCode = await main(process.argv);

/** The exit code. */
async function main([, program = '', ...rest]: readonly string[]): Promise<number> {
  const isCheck = basename(program) === CHECK;
  if (rest.some((argument) => argument === '--help' || argument === '-h')) return print(HELP);
  if (rest.some((argument) => argument === '--version' || argument === '-V'))
    return print(`nixfleet-compliance ${version()}\n`);
  const argv = isCheck ? ['check', ...rest] : rest;
  try {
    const { exitCode, output, notes } = await outcomeOf(readCommandLine(argv, process.env));
    process.stdout.write(output);
    for (const note of notes) say(isCheck, note);
    return exitCode;
  } catch (error) {
    say(isCheck, failureOf(error).message);
    if (error instanceof BadUsage) return 64;
    return argv[0] === 'probe' ? 1 : 2;
  }
}

/** Each is loaded when it is asked for: a machine starts a probe for every control, and a probe needs little. */
async function outcomeOf(asked: Asked): Promise<Outcome> {
  switch (asked.verb) {
    case 'check': {
      const { check } = await import('./verbs/check.ts');
      const paint = terminalPaint(process.stdout.isTTY && !process.env['NO_COLOR']);
      const width = process.stdout.isTTY ? process.stdout.columns : null;
      return await check(asked, { now: Date.now(), isRoot: process.getuid?.() === 0, paint, width });
    }
    case 'collect':
      return await (await import('./verbs/collect.ts')).collectEvidence(asked);
    case 'gate':
      return await (await import('./verbs/gate.ts')).gate(asked);
    case 'verify':
      return await (await import('./verbs/verify.ts')).verify(asked);
    case 'sbom':
      return await (await import('./verbs/sbom.ts')).sbom(asked);
    case 'drill':
      return await (await import('./verbs/drill.ts')).drill(asked, Date.now());
    case 'probe':
      return await (await import('./verbs/probe.ts')).probe(asked);
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** What probes and evidence from elsewhere say commands no terminal. */
function say(isCheck: boolean, text: string): void {
  process.stderr.write(`${isCheck ? CHECK : 'nixfleet-compliance'}: ${printable(text)}\n`);
}
