import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fleetToComplete, HOSTILE, LINES, SLOWLY } from './fleet-to-complete.ts';
import { obeyed } from './obeyed.ts';
import { ShellOnATerminal } from './shell-on-a-terminal.ts';

/** The tests of completion in a shell, typed into a real one on a terminal. */
export async function completesIn(name: 'bash' | 'zsh'): Promise<void> {
  const fleet = await fleetToComplete();
  const shell = new ShellOnATerminal(name, fleet.env);
  writeFileSync(join(shell.folder, 'config.toml'), '');
  afterAll(async () => {
    await shell.stop();
    await fleet.stop();
  });

  describe(`completion in ${name}`, () => {
    test.each(LINES)('makes of %j the line %j', async (typed, line) => {
      await expect.poll(() => shell.lineAfter(`${typed}\t`), SLOWLY).toBe(line);
    });

    test.each(Object.entries(HOSTILE))(
      'inserts what begins with %s so that the shell only passes it on',
      async (typed, id) => {
        const passedOn = async () =>
          obeyed(name, await shell.lineAfter(`nixfleet machines show ${typed}\t`), shell.folder);
        await expect.poll(passedOn, SLOWLY).toEqual(['machines', 'show', id]);
        expect(existsSync(join(shell.folder, 'pwned'))).toBe(false);
      },
    );

    test('completes inside of quotes', async () => {
      await expect.poll(() => shell.lineAfter("nixfleet machines show 'db\t"), SLOWLY).toMatch(/'db-01' ?$/);
    });
  });
}
