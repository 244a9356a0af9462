import { BadInput } from '../../machines/errors.ts';
import { isStorePath } from '../../machines/policy/store-path.ts';
import { withoutSecrets } from '../host/cache-url.ts';
import { plainText } from '../host/plain-text.ts';
import { type Command, finish } from '../host/process.ts';
import type { StepOptions } from './step-options.ts';

/**
 * The command line arrives in a variable and not as an argument: arguments are for every user of the machine to read, and
 * there may be a token in it. It does not see that variable. All output goes one way, so that its last lines are the last.
 */
const RUN = 'exec >&2; eval "unset NIXFLEET_HOOK_COMMAND; $NIXFLEET_HOOK_COMMAND"';

const SHOWN_LINES = 10;
const LONGEST_LINE = 500;
/** A hook that goes on and on would fill the log; its last words are kept all the same. */
const MOST_TOLD = 1000;

/** The operator's command line for one path; what it is about is in its environment, too. Throws `BadInput` for no store path. */
export const hookCommand = (commandLine: string, path: string): Command => ({
  argv: ['sh', '-c', RUN, 'push-hook'],
  env: { NIXFLEET_HOOK_COMMAND: hookLine(commandLine, path), NIXFLEET_STORE_PATH: path },
  isSecret: true,
  about: { says: `push hook for ${path}` },
});

/**
 * A command line with the path in place of every `{}`, whatever quotes are around it. The one character of store paths
 * that means something to a shell is `?`: a bare one stands for any character, and finds nothing but the path itself,
 * since no two names in a store have the same hash. To escape it would spoil it in quotes and here-documents.
 */
export function hookLine(commandLine: string, path: string): string {
  if (!isStorePath(path))
    throw new BadInput(`the push hook is not run for ${JSON.stringify(path)}: it is no store path`);
  return commandLine.replaceAll('{}', path);
}

/** Runs the hook for a path; why it failed, with its last words, or undefined. */
export async function pushByHook(
  path: string,
  commandLine: string,
  { signal, onWork }: StepOptions,
): Promise<string | undefined> {
  const last: string[] = [];
  let told = 0;
  onWork(`push hook: ${path}`);
  const { exitCode } = await finish(hookCommand(commandLine, path), {
    signal,
    onLine: (_, line) => {
      const text = withoutSecrets(plainText(line.slice(0, 4 * LONGEST_LINE))).slice(0, LONGEST_LINE);
      if (text === '') return;
      told += 1;
      if (told <= MOST_TOLD) onWork(`push hook: ${told < MOST_TOLD ? text : '… and more'}`);
      last.push(text);
      if (last.length > SHOWN_LINES) last.shift();
    },
  });
  if (exitCode === 0) return undefined;
  const how = exitCode === -1 ? 'it was killed by a signal' : `exit code ${exitCode}`;
  return [`push hook failed for ${path}: ${how}`, ...last.map((line) => `  ${line}`)].join('\n');
}
