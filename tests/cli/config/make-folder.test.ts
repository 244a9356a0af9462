import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../../cli/config/make-folder.ts';

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a folder', () => {
  test('is made with those above it, for this user only', () => {
    const path = join(aFolder(), 'a/b/c');
    makeFolder(path);
    makeFolder(path);
    expect([path, join(path, '../..')].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
  });

  // The `recursive` of Node would try for ever.
  test.each(['/proc/nixfleet/x', '/proc/nixfleet'])('is not made where there cannot be one: %s', (path) => {
    expect(() => makeFolder(path)).toThrow('ENOENT');
  });

  test('is not made where a link leads nowhere', () => {
    const folder = aFolder();
    symlinkSync('/nowhere/x', join(folder, 'link'));
    expect(() => makeFolder(join(folder, 'link/a'))).toThrow('ENOENT');
  });
});
