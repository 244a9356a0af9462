import { describe, expect, test } from 'vitest';
import { FetchTally } from '../../../services/host/fetch-progress.ts';
import type { NixEvent, NixWork } from '../../../services/host/nix-event.ts';

const starts = (id: number, work: NixWork, subject = ''): NixEvent => ({
  type: 'started',
  id,
  work,
  subject,
  text: '',
});
const moves = (id: number, done: number, expected: number): NixEvent => ({ type: 'progressed', id, done, expected });
const ends = (id: number): NixEvent => ({ type: 'ended', id });

function after(tally: FetchTally, ...events: readonly NixEvent[]) {
  events.forEach((event) => tally.add(event));
  return tally.progress;
}

const SIZES = new Map([
  ['/nix/store/a', 100],
  ['/nix/store/b', 50],
]);

describe('the tally of a fetch', () => {
  test('begins with all that is missing', () => {
    expect(after(new FetchTally(SIZES))).toEqual({ pathsDone: 0, pathsTotal: 2, bytesDone: 0, bytesTotal: 150 });
  });

  test('counts the bytes of copies', () => {
    const tally = new FetchTally(SIZES);
    expect(after(tally, starts(1, 'copy', '/nix/store/a'), moves(1, 40, 100))).toMatchObject({
      pathsDone: 0,
      bytesDone: 40,
    });
    expect(after(tally, ends(1), starts(2, 'copy', '/nix/store/b'))).toMatchObject({ pathsDone: 1, bytesDone: 100 });
    expect(after(tally, moves(2, 50, 50), ends(2))).toEqual({
      pathsDone: 2,
      pathsTotal: 2,
      bytesDone: 150,
      bytesTotal: 150,
    });
  });

  test('counts the bytes of the download where Nix does not count those of the copy', () => {
    const copy = [starts(1, 'copy', '/nix/store/a'), starts(2, 'download', 'https://cache/nar/a')];
    expect(after(new FetchTally(SIZES), ...copy, moves(2, 30, 60))).toMatchObject({ bytesDone: 30 });
    expect(after(new FetchTally(SIZES), ...copy, moves(2, 300, 600))).toMatchObject({ bytesDone: 100 });
  });

  test('learns on the way how much there is', () => {
    const tally = new FetchTally();
    expect(after(tally, starts(1, 'copies'), moves(1, 0, 7))).toMatchObject({ pathsTotal: 7, bytesTotal: 0 });
    expect(after(tally, starts(2, 'copy', '/nix/store/a'), moves(2, 3, 9), ends(2))).toMatchObject({
      pathsDone: 1,
      bytesDone: 9,
    });
  });

  test('does not take counts that stay the same for progress', () => {
    const tally = new FetchTally();
    expect(
      [starts(1, 'download'), moves(1, 0, 0), moves(1, 5, 9), moves(1, 5, 9), moves(1, 6, 9), ends(1)].map((event) =>
        tally.add(event),
      ),
    ).toEqual([true, false, true, false, true, true]);
    expect(tally.add({ type: 'said', line: 'warning: retrying' })).toBe(false);
  });
});
