import { readFile } from 'node:fs/promises';
import { BadInput, BadUsage, failureOf } from '../../../machines/errors.ts';
import type { Asked } from '../command-line.ts';
import { createMachine } from '../machine.ts';
import type { Outcome } from '../outcome.ts';
import { runProbe } from '../run-probe.ts';

/** Runs a probe of ours and prints what it found. */
export async function probe({ subject, options, root }: Asked): Promise<Outcome> {
  if (subject === undefined) throw new BadUsage('which control? nixfleet-compliance probe CONTROL [--options FILE]');
  const output = await runProbe(
    subject,
    options === undefined ? {} : await optionsIn(options),
    createMachine(root, Date.now()),
  );
  return { exitCode: 0, output: `${JSON.stringify(output)}\n`, notes: [] };
}

async function optionsIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new BadInput(`the options in ${file} cannot be read: ${failureOf(cause).message}`, {}, { cause });
  }
}
