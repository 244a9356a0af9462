import { failureOf } from '../../machines/errors.ts';
import { bad, type Check, type Finding } from './check.ts';

const MARKS = { good: '✔', doubtful: '!', bad: '✖' } as const;

/** Looks at one thing after the other and writes a line of each; how many are bad. */
export async function runChecks(checks: readonly Check[], write: (line: string) => void): Promise<number> {
  let problems = 0;
  for (const { name, look } of checks) {
    const finding = await look().catch((error: unknown): Finding => bad(failureOf(error).message));
    if (finding.is === 'bad') problems += 1;
    write(`${MARKS[finding.is]} ${name}: ${finding.what}\n`);
  }
  write(verdict(problems));
  return problems;
}

function verdict(problems: number): string {
  if (problems === 0) return 'The agent can do its work here.\n';
  return `The agent cannot do its work here: ${problems === 1 ? 'one problem' : `${problems} problems`}, marked ✖.\n`;
}
