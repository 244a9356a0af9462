import { CommandFailed, failureOf } from '../../machines/errors.ts';
import { signalGroup } from '../../services/host/group.ts';
import { plainText } from '../../services/host/plain-text.ts';
import { type Command, finish, type Finished } from '../../services/host/process.ts';
import type { ProbeSetting } from './host-settings.ts';
import { type ProbeAnswer, probeAnswer } from './probe-output.ts';

/** More than any control has to say. */
const LONGEST_OUTPUT = 256 * 1024;

/** Runs a probe to its end, and whatever it has started with it. Never throws: what goes wrong is its answer. */
export async function askProbe(setting: ProbeSetting, root: string): Promise<ProbeAnswer> {
  let leader: number | undefined;
  try {
    const finished = await finish(probeCommand(setting, root), { onStart: (pid) => (leader = pid) });
    return finished.exitCode === 0 ? probeAnswer(finished.stdout) : { error: howItEnded(finished) };
  } catch (error) {
    return { error: error instanceof CommandFailed ? brokenOff(error, setting) : failureOf(error).message };
  } finally {
    // A probe only looks: nothing of it may stay behind.
    if (leader !== undefined) signalGroup(leader, 'SIGKILL');
  }
}

/** The program of a probe as a command; our own probes look below the root. */
export const probeCommand = ({ program, timeoutSeconds }: ProbeSetting, root: string): Command => ({
  argv: [program],
  timeoutMs: timeoutSeconds * 1000,
  maxOutput: LONGEST_OUTPUT,
  env: { LC_ALL: 'C', NIXFLEET_ROOT: root },
});

function howItEnded({ exitCode, stderr }: Pick<Finished, 'exitCode' | 'stderr'>): string {
  const how = exitCode === -1 ? 'was killed by a signal' : `ended with exit code ${exitCode}`;
  return withReason(how, stderr);
}

function brokenOff({ message, detail }: CommandFailed, { timeoutSeconds }: ProbeSetting): string {
  const stderr = typeof detail['stderr'] === 'string' ? detail['stderr'] : '';
  switch (detail['why']) {
    case 'limit':
      return withReason(`took longer than ${timeoutSeconds} s (timeoutSeconds of compliance.evidence.probes)`, stderr);
    case 'output':
      return withReason(`printed more than ${LONGEST_OUTPUT / 1024} KiB`, stderr);
    default:
      return message;
  }
}

/** The last of what it said: that is where the reason is. */
function withReason(how: string, stderr: string): string {
  const said = plainText(stderr).trim();
  return said === '' ? how : `${how}: ${said.length > 512 ? `…${said.slice(-512)}` : said}`;
}
