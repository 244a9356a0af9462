import { describe, expect, test } from 'vitest';
import { cacheUrlOf, withoutSecrets } from '../../../services/host/cache-url.ts';

describe('a cache URL', () => {
  test.each([
    'https://cache.example.com',
    'http://10.0.0.1:5000/path',
    's3://bucket?region=eu-west-1&endpoint=minio:9000&scheme=http&profile=fleet',
    'https://user:password@cache',
    'ssh://root@builder',
    'file:///srv/cache?compression=zstd&parallel-compression=true&priority=10',
    'https://cache?',
  ])('is %s', (url) => expect(cacheUrlOf(url)).toBe(url));

  test.each([
    ['', 'use http, https'],
    ['daemon', 'use http, https'],
    ['local?root=/', 'use http, https'],
    ['/srv/cache', 'use http, https'],
    ['HTTPS://cache', 'use http, https'],
    ['https://a b', 'use http, https'],
    ['https://a\u0000', 'use http, https'],
    ['https://a?priority=1?trusted=1', 'use http, https'],
    ['https://a?trusted=1', 'the parameter "trusted" is not allowed'],
    ['https://a#b?trusted=1', 'the parameter "trusted" is not allowed'],
    ['https://a?%74rusted=1', 'the parameter "%74rusted" is not allowed'],
    ['ssh://a?remote-program=/tmp/x', 'the parameter "remote-program" is not allowed'],
    ['ssh-ng://a?ssh-key=/key', 'the parameter "ssh-key" is not allowed'],
    ['ssh://-oProxyCommand=x/', 'must not begin with "-"'],
  ])('is not %j', (url, words) => expect(() => cacheUrlOf(url)).toThrow(words));

  test('that is refused is not shown with its secrets', () => {
    const refused = () => cacheUrlOf('https://me:geheim@cache?token=geheim');
    expect(refused).toThrow('not a cache URL: "https://***@cache?token=***"');
    expect(refused).toThrow(expect.objectContaining({ detail: { cacheUrl: 'https://***@cache?token=***' } }));
  });
});

describe('a text', () => {
  test.each([
    [
      "unable to download 'https://me:pa'ss@cache/nar/x?sig=abc&region=eu': 403",
      "unable to download 'https://***@cache/nar/x?sig=***&region=eu': 403",
    ],
    ['https://token@cache', 'https://***@cache'],
    ['from ssh://root@builder to ssh-ng://root:pw@builder', 'from ssh://root@builder to ssh-ng://***@builder'],
    ['https://cache/a@b?priority=1', 'https://cache/a@b?priority=1'],
    ["path '/nix/store/x-a?b=c' from 'file:///srv/cache'", "path '/nix/store/x-a?b=c' from 'file:///srv/cache'"],
  ])('%j has no secrets as %j', (text, shown) => expect(withoutSecrets(text)).toBe(shown));
});
