import { describe, expect, onTestFinished, test } from 'vitest';
import { foreseenMs, liveProgress, plainProgress, timeOf } from '../../../cli/output/progress.ts';
import { ATerminal } from './a-terminal.ts';

const start = new Date('2026-01-31T12:00:00.123Z').getTime();

/** Progress on a terminal whose clock is set by hand. */
function aProgress(expectedMs?: number) {
  const terminal = new ATerminal();
  let elapsedMs = 0;
  const progress = liveProgress({ stream: terminal, now: () => new Date(start + elapsedMs), expectedMs });
  onTestFinished(() => progress.end());
  return { terminal, progress, wait: (ms: number) => void (elapsedMs += ms) };
}

describe('progress', () => {
  test('in a pipe is lines with their time', () => {
    const terminal = new ATerminal();
    const progress = plainProgress({ stream: terminal, now: () => new Date(start) });
    progress.status('building', ['web-02: fetching']);
    progress.line('web-01 built');
    progress.end();
    expect(terminal.writes).toEqual(['2026-01-31T12:00:00Z web-01 built\n']);
  });

  test('on a terminal is a status below lines that stay', () => {
    const { terminal, progress } = aProgress();
    progress.status('building', ['  web-02  building']);
    progress.line('web-01 built');
    expect(terminal.text).toEqual(['web-01 built', '⠋ building  0:00', '  web-02  building']);
    progress.end();
    expect(terminal).toMatchObject({ text: ['web-01 built'], isCursorShown: true });
  });

  test('shows the last lines of commands above the status', () => {
    const { terminal, progress } = aProgress();
    progress.status('building');
    progress.window(['[web] compiling']);
    expect(terminal.text).toEqual(['[web] compiling', '⠋ building  0:00']);
    progress.window([]);
    expect(terminal.text).toEqual(['⠋ building  0:00']);
  });

  test('steps aside for what is written by others', () => {
    const { terminal, progress } = aProgress();
    progress.status('building');
    progress.aside(() => terminal.write('a result\n'));
    expect(terminal.text).toEqual(['a result', '⠋ building  0:00']);
  });

  test('says how long it took the last time', () => {
    const { terminal, progress } = aProgress(130_000);
    progress.status('building');
    expect(terminal.text).toEqual(['⠋ building  0:00 of about 2:10']);
  });

  test('foresees its end from how far it is when there was no last time', () => {
    const { terminal, progress, wait } = aProgress();
    wait(30_000);
    progress.reached?.(0.25);
    progress.status('building');
    expect(terminal.text).toEqual(['⠋ building  0:30 of about 2:00']);
  });

  test('writes nothing more after its end', () => {
    const { terminal, progress } = aProgress();
    progress.status('building');
    progress.end();
    const writes = terminal.writes.length;
    progress.window(['late']);
    progress.end();
    expect(terminal.writes).toHaveLength(writes);
  });
});

describe('the time that something may take', () => {
  test.each([
    [10_000, 0.05, undefined],
    [10_000, 0.5, 20_000],
    [10_000, 1, undefined],
  ])('after %i ms at %f is %j', (elapsedMs, fraction, expected) => {
    expect(foreseenMs(elapsedMs, fraction)).toBe(expected);
  });

  test('is left out once it has passed', () => {
    expect(timeOf(61_000, 60_000)).toBe('1:01');
  });
});
