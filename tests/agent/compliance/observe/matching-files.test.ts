import { describe, expect, test } from 'vitest';
import { matchingFiles } from '../../../../agent/compliance/observe/matching-files.ts';
import { aMachine } from '../a-machine.ts';

const FILES = ['/d/10-a.conf', '/d/20-b.conf', '/d/a.conf', '/d/b.conf', '/d/[x.conf', '/d/.hidden.conf', '/d/a+conf'];

describe('files like a pattern', () => {
  test.each([
    ['/d/a.conf', ['/d/a.conf']],
    ['/d/none.conf', []],
    ['/d/?.conf', ['/d/a.conf', '/d/b.conf']],
    ['/d/[0-9]*.conf', ['/d/10-a.conf', '/d/20-b.conf']],
    ['/d/[!0-9b[]*.conf', ['/d/a.conf']],
    ['/d/[^a].conf', ['/d/b.conf']],
    ['/[d]/a.conf', ['/d/a.conf']],
    ['/d/[x.c?nf', ['/d/[x.conf']],
    ['/d/a[.+]conf', ['/d/a+conf', '/d/a.conf']],
    ['/d/.h*', ['/d/.hidden.conf']],
  ])('%s', async (pattern, named) => {
    const machine = aMachine({ files: Object.fromEntries(FILES.map((file) => [file, ''])) });
    expect(await matchingFiles(machine, pattern)).toEqual(named);
  });
});
