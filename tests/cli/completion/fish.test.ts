import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fleetToComplete, HOSTILE, LINES, SLOWLY } from './fleet-to-complete.ts';
import { linkProgram, shellEnv } from './shell-on-a-terminal.ts';

const fleet = await fleetToComplete();
const folder = mkdtempSync(join(tmpdir(), 'nixfleet-fish-'));
linkProgram(folder);
writeFileSync(join(folder, 'config.toml'), '');
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await fleet.stop();
});

/** What fish would offer at the end of a line, quoted as it would insert it; each with what it shows beside. */
const offered = (line: string): string[] =>
  execFileSync('fish', ['-c', 'nixfleet completions fish | source; complete --escape -C $argv[1]', line], {
    cwd: folder,
    env: { ...shellEnv(folder), ...fleet.env },
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean);

describe('completion in fish', () => {
  test.each(LINES)('makes of %j the line %j', async (typed, line) => {
    const before = typed.slice(0, typed.lastIndexOf(' ') + 1);
    const completed = () => {
      const words = offered(typed).map((offer) => offer.split('\t', 1)[0]);
      return words.length === 0 ? typed : `${before}${words.join(' or ')} `;
    };
    await expect.poll(completed, SLOWLY).toBe(line);
  });

  test.each(Object.entries(HOSTILE))(
    'inserts what begins with %s so that the shell only passes it on',
    async (typed, id) => {
      const passedOn = () => {
        const [quoted = ''] = offered(`nixfleet machines show ${typed}`).map((offer) => offer.split('\t', 1)[0]);
        return execFileSync('fish', ['-c', `printf %s ${quoted}`], { cwd: folder, encoding: 'utf8' });
      };
      await expect.poll(passedOn, SLOWLY).toBe(id);
      expect(existsSync(join(folder, 'pwned'))).toBe(false);
    },
  );

  test('shows releases newest first with their date', async () => {
    await expect
      .poll(() => offered('nixfleet release show '), SLOWLY)
      .toEqual([
        expect.stringMatching(new RegExp(`^${fleet.releases[1]}\t\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d, 2 hosts$`)),
        expect.stringMatching(new RegExp(`^${fleet.releases[0]}\t`)),
      ]);
  });
});
