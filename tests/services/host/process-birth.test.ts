import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { birthNow, birthOf } from '../../../services/host/process-birth.ts';
import { detach } from '../../../services/host/process.ts';
import { endGroup, isRunning, markOf } from '../../../services/host/process-mark.ts';
import { aFolder, gone, until } from './waiting.ts';

/** A process in a session of its own that waits for a file. */
async function aProcess(script = 'while ! test -e go; do sleep 0.02; done') {
  const folder = await aFolder();
  const pid = await detach({ argv: ['/bin/sh', '-c', script], cwd: folder }, join(folder, 'log'));
  return { pid, end: () => writeFileSync(join(folder, 'go'), '') };
}

describe('the birth of a process', () => {
  test('is told alike at once and later, and by nobody when it has ended', async () => {
    const { pid, end } = await aProcess();
    const birth = birthNow(pid);
    expect(birth).toMatch(/^\d+$/);
    expect(await birthOf(pid)).toBe(birth);
    end();
    await gone(pid);
    expect(await birthOf(pid)).toBeUndefined();
  });
});

describe('the mark of a process', () => {
  test('does not fit another process that has its id', async () => {
    const { pid, end } = await aProcess();
    expect(await isRunning(await markOf(pid))).toBe(true);
    expect(await isRunning({ pid, birth: '1' })).toBe(false);
    end();
    // Without its folder it would wait for ever.
    await gone(pid);
  });

  test('leads to its group, which is killed when it does not end when asked', async () => {
    const { pid } = await aProcess('trap "" TERM; (while :; do sleep 0.02; done) & while :; do sleep 0.02; done');
    await endGroup(await markOf(pid), 50);
    await gone(-pid);
  });

  test('leads to a group whose leader is gone', async () => {
    const { pid, end } = await aProcess('sleep 1000 & while ! test -e go; do sleep 0.02; done');
    const mark = await markOf(pid);
    end();
    await until(async () => !(await isRunning(mark)));
    await endGroup(mark, 5_000);
    await gone(-pid);
  });

  test('leads to nothing when another process has its id', async () => {
    const { pid, end } = await aProcess();
    await endGroup({ pid, birth: '1' }, 50);
    expect(await isRunning(await markOf(pid))).toBe(true);
    end();
    await gone(pid);
  });
});
