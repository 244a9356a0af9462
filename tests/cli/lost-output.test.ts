import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { lostOutput } from '../../cli/lost-output.ts';
import { packageRoot } from '../../services/host/package-root.ts';

const home = mkdtempSync(join(tmpdir(), 'nixfleet-lost-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The program in a shell, as `"$@"`. */
function inShell(script: string, ...words: string[]) {
  const argv = [process.execPath, join(packageRoot(), 'dist/bin/nixfleet.cjs'), ...words];
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  return spawnSync('/bin/sh', ['-c', script, 'sh', ...argv], { env, cwd: home, encoding: 'utf8' });
}

describe('an error of an output stream', () => {
  test.each([
    ['EPIPE', 'no failure'],
    ['EIO', 'hung up'],
    ['ENOSPC', 'failure'],
  ])('%s is %s', (code, meaning) => {
    expect(lostOutput(Object.assign(new Error(code), { code }))).toBe(meaning);
  });
});

describe('nixfleet', () => {
  test('fails with a sentence when its results cannot be written', () => {
    const { status, stderr } = inShell('exec "$@" > /dev/full', 'completions', 'bash');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^Error: cannot write to the standard output: ENOSPC[^\n]*\n$/),
    });
  });

  test('fails without a word when nobody can be told', () => {
    const { status, stdout } = inShell('exec "$@" 2> /dev/full', 'completions', 'tcsh');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  test.each([
    [['release', 'create', '--flake', '/nowhere', '--eval-only'], 'the current folder is gone'],
    [['machines', 'delete', 'a'], 'the current folder is gone'],
    [['host', 'add', '--hostname', 'a'], 'the current folder is gone'],
  ])('%j says so where the current folder is gone', (words, said) => {
    const { status, stderr } = inShell('mkdir gone && cd gone && rmdir ../gone && exec "$@"', ...words);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(said) });
    expect(stderr).not.toContain('defect of nixfleet');
  });
});
