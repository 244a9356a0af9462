import { describe, expect, test } from 'vitest';
import { fetchUrlFor, pushUrlOf } from '../../../cli/release/push-url.ts';

describe('a URL to push to', () => {
  test.each([
    'ssh://root@cache',
    'ssh://root@cache/',
    'ssh://cache:2222?compress=true&ssh-key=/run/keys/cache',
    'ssh-ng://[fe80::1%eth0]:22',
    's3://fleet-cache?region=eu-west-1&profile=ops&secret-key=/run/keys/cache.sec',
    'file:///var/cache/nix folder',
    'https://me:hunter2@cache/fleet',
    'http://cache:5000/a?compression=zstd',
    'local?root=/mnt',
    'daemon',
    'unix:///run/nix.socket',
  ])('may be %s', (url) => {
    expect(pushUrlOf(url, '--push-to')).toBe(url);
  });

  test.each([
    ['-oProxyCommand=id', 'use http://'],
    ['--help', 'use http://'],
    ['ssh://-oProxyCommand=id', 'after :// comes user@host'],
    ['ssh://root@-oProxyCommand=id', 'after :// comes user@host'],
    ['ssh://%2DoProxyCommand=id/x', 'after :// comes user@host'],
    ['ssh://me:pw@cache', 'after :// comes user@host'],
    ['ssh://', 'after :// comes user@host'],
    ['https://-x/y', 'a host must not begin with "-"'],
    ['ftp://cache', 'use http://, https://, s3://'],
    ['cache.example.org', 'use http://'],
    ['/var/cache', 'a folder is written file:///its/path'],
    ['./cache', 'a folder is written file:///its/path'],
    ['s3://a\nb', 'it has control characters'],
    ['s3://a\u001b[2J', 'it has control characters'],
    [`s3://${'a'.repeat(2048)}`, 'it is longer than 2048 characters'],
    ['', 'use http://'],
  ])('is never %j', (url, why) => {
    expect(() => pushUrlOf(url, 'push-to of [cache]')).toThrow(`push-to of [cache] is no URL to push to`);
    expect(() => pushUrlOf(url, '--push-to')).toThrow(why);
  });

  test('that is refused is shown without its password', () => {
    expect(() => pushUrlOf('ftp://me:hunter2@cache', '--push-to')).toThrow(/^(?!.*hunter2).*ftp:\/\/\*\*\*@cache/);
  });
});

describe('where agents fetch what was pushed', () => {
  test.each([
    ['ssh://root@cache', 'ssh://root@cache'],
    ['s3://c?region=eu&profile=ops&secret-key=/k&endpoint=minio:9000', 's3://c?region=eu&endpoint=minio:9000'],
    ['http://cache:5000?compression=zstd&parallel-compression=true', 'http://cache:5000'],
    ['ssh://cache?ssh-key=/run/keys/id&remote-program=/opt/nix-store', 'ssh://cache'],
    ['file:///var/cache?write-nar-listing=1', 'file:///var/cache'],
  ])('%s, is that place without what only the pusher needs', (pushed, fetched) => {
    expect(fetchUrlFor(pushed)).toBe(fetched);
  });

  test.each(['local?root=/mnt', 'daemon', 'unix:///run/nix.socket'])('is not known for %s', (pushed) => {
    expect(fetchUrlFor(pushed)).toBeNull();
  });

  test.each(['https://me:hunter2@cache', 'https://token@cache/x', 's3://c?endpoint=http://me:hunter2@minio'])(
    'has to be said when that place has a secret: %s',
    (pushed) => {
      expect(() => fetchUrlFor(pushed)).toThrow(/^(?!.*(hunter2|token@)).*--cache-url/);
    },
  );
});
