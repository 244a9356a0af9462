import { describe, expect, test } from 'vitest';
import { cacheUrlOf } from '../../services/host/cache-url.ts';
import { evaluated } from './evaluate.ts';
import { given } from './given.ts';

const GOOD = [
  'https://cache.test',
  'http://cache.test:5000/path/',
  's3://cache?region=eu-west-3&endpoint=minio.test&priority=10',
  'ssh://root@cache',
  'ssh-ng://cache?compression=zstd',
  'file:///mnt/cache',
  'https://cache.test?',
  'https://me:hidden@cache.test',
];
const BAD = [
  '',
  'cache.test',
  'ftp://cache.test',
  'HTTPS://cache.test',
  'https:// cache',
  'https://cäche.test',
  'ssh://-oProxyCommand=x',
  'https://cache.test?trusted=1',
  's3://cache?region=eu&trusted',
  'ssh-ng://cache?remote-program=/bin/sh',
  'https://cache.test?a=1?b',
  'https://cache.test?%74rusted=1',
];

/** What the modules find wrong with each. */
const problemsWith = (urls: readonly string[]) =>
  evaluated({ expression: `map (import ./nix/lib/cache-url.nix) ${given(urls)}` });

/** Whether the agent takes it. */
function isTaken(url: string): boolean {
  try {
    cacheUrlOf(url);
    return true;
  } catch {
    return false;
  }
}

describe('the URL of a cache', () => {
  test('is fine for the modules where it is for the agent', async () => {
    expect(GOOD.filter(isTaken)).toEqual(GOOD);
    expect(await problemsWith(GOOD)).toEqual(GOOD.map(() => null));
  });

  test('is refused by the modules where the agent would refuse it', async () => {
    expect(BAD.filter(isTaken)).toEqual([]);
    expect(await problemsWith(BAD)).toEqual(BAD.map(() => expect.any(String) as string));
  });

  test.each([
    ['https://me:hidden@cache.test', true],
    ['https://token@cache.test', true],
    ['s3://key@cache', true],
    ['ssh://root@cache', false],
    ['ssh-ng://root:hidden@cache', true],
    ['https://cache.test/a@b?c=d@e', false],
    ['http://localhost/health?token=hidden', true],
    ['http://localhost/health?check=2&Api_Key=hidden', true],
    ['http://localhost/health?apikey=hidden&check=2', true],
    ['http://localhost/health?access_token=hidden', true],
    ['http://localhost/health?client_secret=hidden', true],
    ['http://localhost/health?key=hidden', true],
    ['http://localhost/health?password=hidden', true],
    ['http://localhost/health?check=2&monkey=3', false],
    ['http://localhost/health?token=', false],
    ['http://localhost/token=hidden?check=2', false],
    ['s3://cache?region=eu&profile=key', false],
    ['http://localhost:80/health', false],
  ])('%s: has it a secret? %s', async (url, hasSecret) => {
    expect(await evaluated({ expression: `import ./nix/lib/url-secret.nix ${given(url)}` })).toBe(hasSecret);
  });
});
