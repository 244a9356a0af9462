import { withoutSecrets } from '../host/cache-url.ts';
import { plainText } from '../host/plain-text.ts';
import { type Command, finish } from '../host/process.ts';
import { NixLog } from './nix-log.ts';
import type { StepOptions } from './step-options.ts';

const SHOWN_LINES = 3;

/** Runs a Nix command that copies paths; why it failed, or undefined. */
export async function copied(command: Command, { signal, onWork }: StepOptions): Promise<string | undefined> {
  const log = new NixLog(onWork);
  // What ssh says is not Nix's: it comes as it is, between Nix's lines, and has the reason more often than they.
  const said: string[] = [];
  const { exitCode } = await finish(command, {
    signal,
    onLine: (stream, line) => {
      log.add(line);
      if (stream === 'stdout' || line.startsWith('@nix ') || line.trim() === '') return;
      said.push(plainText(line.slice(0, 500)));
      if (said.length > SHOWN_LINES) said.shift();
    },
  });
  if (exitCode === 0) return undefined;
  const error = log.errors.at(-1) ?? `${command.argv[0]} ended with exit code ${exitCode}`;
  const rest = said.filter((line) => !line.startsWith('error:') && !line.startsWith('warning:'));
  return withoutSecrets([error, ...rest.map((line) => `  ${line}`)].join('\n'));
}
