import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { whileLocked } from '../../../cli/config/file-lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nixfleet-lock-'));
  path = join(folder, 'x.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const patient = { waitMs: 60_000, staleMs: 60_000 };

describe('a lock', () => {
  test('is held while the work goes on, and let go of when it fails', async () => {
    await expect(
      whileLocked(path, () => Promise.reject(new Error(existsSync(path) ? 'held' : 'not held'))),
    ).rejects.toThrow(/^held$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is held by one at a time', async () => {
    let inside = 0;
    const work = async () => {
      inside += 1;
      const most = inside;
      await new Promise(setImmediate);
      inside -= 1;
      return most;
    };
    const seen = await Promise.all(Array.from({ length: 20 }, () => whileLocked(path, work, patient)));
    expect(Math.max(...seen)).toBe(1);
  });

  test('that somebody holds is not waited for for ever', async () => {
    writeFileSync(path, 'another');
    const refused = whileLocked(path, () => Promise.resolve('in'), { waitMs: 0, staleMs: 60_000 });
    await expect(refused).rejects.toThrow(`if none runs, remove ${path}`);
    expect(existsSync(path)).toBe(true);
  });

  test('that was left behind is taken, by one at a time', async () => {
    writeFileSync(path, 'left behind');
    utimesSync(path, 1, 1);
    let inside = 0;
    const work = async () => {
      inside += 1;
      await new Promise(setImmediate);
      expect(inside).toBe(1);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => whileLocked(path, work, patient)));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that somebody else has taken meanwhile is left to them', async () => {
    await whileLocked(path, () => Promise.resolve(writeFileSync(path, 'another')));
    expect(existsSync(path)).toBe(true);
  });

  test('that was lost meanwhile is known to be', async () => {
    const late = whileLocked(path, async (assertHeld) => {
      await assertHeld();
      writeFileSync(path, 'another');
      await assertHeld();
    });
    await expect(late).rejects.toThrow(`another nixfleet has taken ${path} meanwhile`);
    expect(existsSync(path)).toBe(true);
  });

  test('that cannot be made is named', async () => {
    await expect(whileLocked('/nowhere/x.lock', () => Promise.resolve())).rejects.toThrow(
      'cannot lock /nowhere/x.lock',
    );
  });
});
