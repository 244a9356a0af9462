import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AttemptFolder } from '../../../../services/host/attempt/attempt-folder.ts';
import { askForReturn, claim, claimOf, goesBack } from '../../../../services/host/attempt/claim.ts';
import { aFolder } from '../waiting.ts';

async function anAttempt(): Promise<AttemptFolder> {
  const folder = AttemptFolder.of(join(await aFolder(), 'attempts'), '17');
  await folder.make();
  return folder;
}

describe('a claim', () => {
  test('belongs to whoever was first, and both are told the same', async () => {
    for (let round = 0; round < 50; round += 1) {
      const folder = await anAttempt();
      const answers = await Promise.all([claim(folder, 'fired'), claim(folder, 'called-off')]);
      expect(new Set([...answers, await claimOf(folder)]).size).toBe(1);
    }
  });

  test("is nobody's at first", async () => expect(await claimOf(await anAttempt())).toBeUndefined());

  test("that makes no sense is the dead man's", async () => {
    const folder = await anAttempt();
    await folder.write('claim', '');
    expect(await claimOf(folder)).toBe('fired');
  });

  test('leaves no drafts behind', async () => {
    const folder = await anAttempt();
    await claim(folder, 'fired');
    await claim(folder, 'called-off');
    expect(await folder.names()).toEqual(['claim']);
  });
});

describe('a machine', () => {
  test('goes back when the dead man was first, or when the agent asks for it', async () => {
    const [fired, calledOff, asked] = [await anAttempt(), await anAttempt(), await anAttempt()];
    await claim(fired, 'fired');
    await claim(calledOff, 'called-off');
    await claim(asked, 'called-off');
    await askForReturn(asked);
    expect(await Promise.all([fired, calledOff, asked].map(goesBack))).toEqual([true, false, true]);
  });
});

describe('the folder of an attempt', () => {
  test.each(['', '.', '..', 'a/b', 'a b', 'x'.repeat(65)])('has no such id: %j', (id) => {
    expect(() => AttemptFolder.of('/run/nixfleet/attempts', id)).toThrow('not the id of an attempt');
  });

  test('is shared by the steps of an attempt', () => {
    expect(AttemptFolder.of('/attempts', '17-boot').path).toBe('/attempts/17');
    expect(AttemptFolder.of('/attempts', 'mend-3').path).toBe('/attempts/mend-3');
  });
});
