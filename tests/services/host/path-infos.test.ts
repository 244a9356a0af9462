import { describe, expect, test } from 'vitest';
import { pathInfos } from '../../../services/host/path-infos.ts';

const PATH = '/nix/store/hwmcjxa552y1bzvrw82ampnacgsvnsjf-web';
const OTHER = '/nix/store/kgpg7h05sn4cg0jmwc3sl8yhjdi2hr6l-db';
const expected = new Map([
  [PATH, { narBytes: 160, isContentAddressed: false, isUltimate: true }],
  [OTHER, { narBytes: 7, isContentAddressed: true, isUltimate: false }],
]);

describe('what Nix knows of paths', () => {
  test.each([
    [
      'a list (2.8)',
      [
        { path: PATH, narSize: 160, ultimate: true },
        { path: OTHER, narSize: 7, ca: 'fixed:r:sha256:x' },
      ],
    ],
    [
      'an object (2.19)',
      { [PATH]: { narSize: 160, ultimate: true, ca: null }, [OTHER]: { narSize: 7, ca: 'text:x', ultimate: false } },
    ],
    [
      'an object with a version (2.33)',
      {
        version: 2,
        storeDir: '/nix/store',
        info: {
          'hwmcjxa552y1bzvrw82ampnacgsvnsjf-web': { version: 2, narSize: 160, ultimate: true, ca: null },
          'kgpg7h05sn4cg0jmwc3sl8yhjdi2hr6l-db': {
            version: 2,
            narSize: 7,
            ca: { method: 'nar', hash: 'x' },
            ultimate: false,
          },
        },
      },
    ],
  ])('is read from %s', (_, json) => expect(pathInfos(JSON.stringify(json))).toEqual(expected));

  test.each([
    ['a path that is not there', [{ path: PATH, valid: false }]],
    ['a path that is not there, of newer Nix', { [PATH]: null }],
    ['what is no path of the store', { '../../etc': { narSize: 1 }, '/etc/passwd': { narSize: 1 } }],
    ['a size below zero', [{ path: PATH, narSize: -1 }]],
  ])('has no %s', (_, json) => expect(pathInfos(JSON.stringify(json))).toEqual(new Map()));

  test.each(['', 'not json', '"text"', 'null'])('is not %j', (text) => expect(pathInfos(text)).toBeUndefined());
});
