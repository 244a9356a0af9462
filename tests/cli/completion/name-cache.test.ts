import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cacheFolder, keepNames, keptNames } from '../../../cli/completion/name-cache.ts';

const home = mkdtempSync(join(tmpdir(), 'nixfleet-cache-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const shelf = { folder: join(home, 'cache'), url: 'https://cp-01:8080', kind: 'machine' };
const names = [{ value: 'web-01', says: 'active' }];

describe('names between two Tabs', () => {
  test('are good for five seconds, for one URL and one kind', async () => {
    await keepNames(shelf, names, 1_000);
    expect(await keptNames(shelf, 5_999)).toEqual(names);
    expect(await keptNames(shelf, 6_000)).toBeUndefined();
    expect(await keptNames(shelf, 999)).toBeUndefined();
    expect(await keptNames({ ...shelf, url: 'https://cp-02:8080' }, 1_000)).toBeUndefined();
    expect(await keptNames({ ...shelf, kind: 'tag' }, 1_000)).toBeUndefined();
  });

  test.each(['', '{', '[]', '{"at":1000,"names":[1]}', '{"at":"1000","names":[]}'])(
    'are asked for again when the file is damaged: %j',
    async (text) => {
      const [file = ''] = readdirSync(shelf.folder);
      writeFileSync(join(shelf.folder, file), text);
      expect(await keptNames(shelf, 1_000)).toBeUndefined();
    },
  );

  test('are not kept where nothing can be written, without a word', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    const nowhere = { ...shelf, folder: join(file, 'cache') };
    await keepNames(nowhere, names, 1_000);
    expect(await keptNames(nowhere, 1_000)).toBeUndefined();
  });

  test.each([
    [{ XDG_CACHE_HOME: '/cache' }, '/cache/nixfleet'],
    [{ XDG_CACHE_HOME: 'cache' }, '/home/ada/.cache/nixfleet'],
    [{}, '/home/ada/.cache/nixfleet'],
  ])('of %j are in %s', (env, folder) => {
    expect(cacheFolder(env, '/home/ada')).toBe(folder);
  });

  test('are nowhere without a home', () => {
    expect(cacheFolder({}, undefined)).toBeUndefined();
  });
});
