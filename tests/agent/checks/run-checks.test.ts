import { describe, expect, test } from 'vitest';
import { bad, type Check, doubtful, type Finding, good } from '../../../agent/checks/check.ts';
import { runChecks } from '../../../agent/checks/run-checks.ts';

const finds = (name: string, finding: Finding): Check => ({ name, look: () => Promise.resolve(finding) });

async function said(...checks: readonly Check[]) {
  const lines: string[] = [];
  const problems = await runChecks(checks, (line) => lines.push(line));
  return { problems, lines };
}

describe('checks', () => {
  test('are one line each, and a verdict', async () => {
    const { problems, lines } = await said(
      finds('nix', good('2.8.0')),
      finds('profile', doubtful('there is none yet')),
    );
    expect(problems).toBe(0);
    expect(lines).toEqual(['✔ nix: 2.8.0\n', '! profile: there is none yet\n', 'The agent can do its work here.\n']);
  });

  test('count what is bad, also what throws, and go on', async () => {
    const throws: Check = { name: 'nix', look: () => Promise.reject(new Error('nix was not found')) };
    const { problems, lines } = await said(throws, finds('database', bad('no')), finds('profile', good('yes')));
    expect(problems).toBe(2);
    expect(lines).toEqual([
      '✖ nix: nix was not found\n',
      '✖ database: no\n',
      '✔ profile: yes\n',
      'The agent cannot do its work here: 2 problems, marked ✖.\n',
    ]);
  });
});
