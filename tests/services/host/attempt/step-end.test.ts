import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AttemptFolder } from '../../../../services/host/attempt/attempt-folder.ts';
import { lastWords, lastWordsIn } from '../../../../services/host/attempt/last-words.ts';
import { exitCodeOf, fateOf, readEnd, writeEnd } from '../../../../services/host/attempt/step-end.ts';
import { tellLines } from '../../../../services/host/attempt/told-lines.ts';
import { aFolder, until } from '../waiting.ts';

describe('the end of a step', () => {
  test.each([
    ['success', '0', 0],
    ['exit-code', '100', 100],
    ['exit-code', '4', 4],
    ['signal', 'KILL', -1],
    ['success', 'TERM', -1],
    ['timeout', 'TERM', -1],
    ['timeout', '0', -1],
    ['core-dump', 'SEGV', -1],
    ['oom-kill', 'KILL', -1],
    ['-', '-', -1],
  ])('%s %s is exit code %i', (result, status, exitCode) => {
    expect(exitCodeOf({ result, status, invocation: '' })).toBe(exitCode);
  });

  test('is what was said first', async () => {
    const folder = new AttemptFolder(await aFolder());
    expect(await readEnd(folder, 'test')).toBeUndefined();
    await writeEnd(folder, 'test', { result: 'exit-code', status: '4', invocation: '0f1e' });
    await writeEnd(folder, 'test', { result: 'success', status: '0', invocation: '' });
    expect(await readEnd(folder, 'test')).toEqual({ result: 'exit-code', status: '4', invocation: '0f1e' });
  });

  test('is three words, whatever is in the environment', async () => {
    const folder = new AttemptFolder(await aFolder());
    await writeEnd(folder, 'boot', { result: 'exit code', status: '4\n5', invocation: '' });
    expect(await readEnd(folder, 'boot')).toEqual({ result: '-', status: '-', invocation: '' });
  });

  test.each([
    ['timeout', 'TERM', 'it took longer than 900 s'],
    ['signal', 'KILL', 'it was ended by KILL'],
    ['refused', '-', 'goes back already'],
    ['lost', '-', 'it was lost'],
  ])('by %s %s has a reason', (result, status, words) => {
    expect(fateOf({ result, status, invocation: '' }, 900_000)).toContain(words);
  });

  test('by its own exit needs no reason', () => {
    expect(fateOf({ result: 'exit-code', status: '4', invocation: '' }, 1)).toBeUndefined();
  });
});

describe('the last words', () => {
  test('are whole lines of at most 4 KiB, without colours', () => {
    const said = lastWords(`${'x'.repeat(5_000)}\n\u001b[31mlast ü\u001b[0m\n`);
    expect(said).toBe('last ü');
    expect(lastWords('one\ntwo\n')).toBe('one\ntwo');
  });

  test('of a file are those at its end', async () => {
    const file = join(await aFolder(), 'log');
    expect(await lastWordsIn(file)).toBe('');
    writeFileSync(file, `${'line\n'.repeat(5_000)}last\n`);
    const said = await lastWordsIn(file);
    expect(said.endsWith('line\nlast')).toBe(true);
    expect(said.length).toBeLessThanOrEqual(4096);
  });
});

describe('told lines', () => {
  test('come as a file grows, also the one that has no end', async () => {
    const file = join(await aFolder(), 'log');
    const stop = new AbortController();
    const heard: string[] = [];
    writeFileSync(file, 'earlier\n');
    const end = tellLines(file, 8, (line) => heard.push(line), stop.signal);
    writeFileSync(file, 'one\ntw', { flag: 'a' });
    await until(() => heard.length === 1);
    writeFileSync(file, 'o', { flag: 'a' });
    stop.abort();
    await end;
    expect(heard).toEqual(['one', 'two']);
  });
});
