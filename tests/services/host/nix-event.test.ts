import { describe, expect, test } from 'vitest';
import { nixEvent } from '../../../services/host/nix-event.ts';

const DRV = '/nix/store/9jsb2l2zppg02wsxi499j0qgzaq0z255-web.drv';
const said = (event: object): string => `@nix ${JSON.stringify(event)}`;
const started = { action: 'start', id: 1, level: 3, text: 'so it begins' };

describe('a line of Nix', () => {
  test.each([
    [
      'a build that starts',
      said({ ...started, type: 105, fields: [DRV, '', 1, 1] }),
      { type: 'started', id: 1, work: 'build', subject: DRV, text: 'so it begins' },
    ],
    [
      'a copy that starts',
      said({
        ...started,
        text: '\u001b[1mcopying\u001b[0m',
        type: 100,
        fields: ['/nix/store/x-web', 'local', 'file:///c'],
      }),
      { type: 'started', id: 1, work: 'copy', subject: '/nix/store/x-web', text: 'copying' },
    ],
    [
      'a download, which is a detail',
      said({ ...started, level: 4, type: 101, fields: ['https://cache/nar/x.nar.xz'] }),
      { type: 'started', id: 1, work: 'download', subject: 'https://cache/nar/x.nar.xz', text: '' },
    ],
    [
      'all copies together',
      said({ ...started, type: 103 }),
      { type: 'started', id: 1, work: 'copies', subject: '', text: 'so it begins' },
    ],
    [
      'other work',
      said({ ...started, text: '', type: 0 }),
      { type: 'started', id: 1, work: 'other', subject: '', text: '' },
    ],
    ['work that ends', said({ action: 'stop', id: 1 }), { type: 'ended', id: 1 }],
    [
      'a line of a log, without its colours',
      said({ action: 'result', id: 1, type: 101, fields: ['\u001b[31mno\u0001such file\u001b[0m'] }),
      { type: 'logged', id: 1, line: 'no such file' },
    ],
    [
      'how far it is',
      said({ action: 'result', id: 3, type: 105, fields: [8192, 3000280, 0, 0] }),
      { type: 'progressed', id: 3, done: 8192, expected: 3000280 },
    ],
    ['counts that are none', said({ action: 'result', id: 3, type: 105, fields: [-1, 'x'] }), undefined],
    ['what is expected', said({ action: 'result', id: 3, type: 106, fields: [101, 7] }), undefined],
    [
      'an error',
      said({ action: 'msg', level: 0, msg: 'error: x', raw_msg: `builder for '\u001b[35;1m${DRV}\u001b[0m' failed` }),
      { type: 'failed', message: `builder for '${DRV}' failed` },
    ],
    ['a warning', said({ action: 'msg', level: 1, msg: 'warning: dirty' }), { type: 'said', line: 'warning: dirty' }],
    ['a detail', said({ action: 'msg', level: 4, msg: 'using cached path' }), undefined],
    [
      'an error without the format',
      "error: '/tmp/x' is not a directory",
      { type: 'failed', message: "error: '/tmp/x' is not a directory" },
    ],
    ['something else that looks like it', '@nix {"action":', undefined],
    [
      'a line of text',
      'building the system configuration...',
      { type: 'said', line: 'building the system configuration...' },
    ],
    ['an empty line', ' ', undefined],
  ])('is understood as %s', (_, line, expected) => {
    expect(nixEvent(line)).toEqual(expected);
  });
});
