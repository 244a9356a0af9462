import { expect, test } from 'vitest';
import { createPaint } from '../../../cli/output/paint.ts';
import { releaseDiffLines } from '../../../cli/output/release-diff-lines.ts';

const PLAIN = (text: string) => text;
const DIFF = {
  ...{ added: ['new-01'], removed: ['old-01\u0007'], unchanged: ['db-01', 'db-02'] },
  changed: [{ hostname: 'web-01', old_store_path: '/nix/store/a', new_store_path: '/nix/store/b' }],
};

test('a difference of releases is told by hosts that come, go, change and stay', () => {
  expect(releaseDiffLines(DIFF, PLAIN)).toEqual([
    ...['Added:', '  + new-01', 'Removed:', '  - old-01'],
    ...['Changed:', '  ~ web-01', '      - /nix/store/a', '      + /nix/store/b'],
    ...['Unchanged:', '  db-01, db-02'],
  ]);
});

test('no difference is told too', () => {
  const same = { added: [], removed: [], changed: [], unchanged: ['a'] };
  expect(releaseDiffLines(same, PLAIN)).toEqual(['Unchanged:', '  a', 'No differences.']);
  expect(releaseDiffLines({ ...same, unchanged: [] }, PLAIN)).toEqual(['No differences.']);
});

test('what comes is green, what goes red, what changes yellow', () => {
  const lines = releaseDiffLines(DIFF, createPaint({ CLICOLOR_FORCE: '1' }, false));
  const coloured = (code: number) =>
    lines.filter((line) => line.includes(`\u001b[${code}m`)).map((line) => line.trim());
  expect(coloured(32)).toHaveLength(2);
  expect(coloured(31)).toHaveLength(2);
  expect(coloured(33)).toHaveLength(1);
});
