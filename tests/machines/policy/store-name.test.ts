import { describe, expect, test } from 'vitest';
import { storeName } from '../../../machines/policy/store-name.ts';

const HASH = '/nix/store/1kwwg8mgbik4kb924cn1scy4nvfprl8b-';

describe('the name of a store path', () => {
  test.each([
    ['hello-2.10', 'hello', '2.10'],
    ['hello-2.10-man', 'hello', '2.10'],
    ['hello-2.10.drv', 'hello', '2.10'],
    ['openssl-3.0.11-bin', 'openssl', '3.0.11'],
    ['glibc-2.38-27', 'glibc', '2.38-27'],
    ['foo-1.0-unstable', 'foo', '1.0-unstable'],
    ['foo-0-unstable-2024-01-02', 'foo', '0-unstable-2024-01-02'],
    ['linux-6.6.1-modules', 'linux', '6.6.1'],
    ['initrd-linux-6.6.1', 'initrd-linux', '6.6.1'],
    ['python3.11-requests-2.31.0', 'python3.11-requests', '2.31.0'],
    ['7zip-23.01', '7zip', '23.01'],
    ['etc', 'etc', null],
    ['unit-nginx.service', 'unit-nginx.service', null],
    ['nss-cacert', 'nss-cacert', null],
    ['dev', 'dev', null],
    ['system-path', 'system-path', null],
  ])('%s is %s in version %j', (text, name, version) => {
    expect(storeName(HASH + text)).toEqual({ name, version });
  });

  test('has something for what is no store path', () => {
    expect(storeName('-1.0')).toEqual({ name: '-1.0', version: null });
    expect(storeName('')).toEqual({ name: '', version: null });
  });
});
