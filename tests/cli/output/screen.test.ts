import { describe, expect, onTestFinished, test } from 'vitest';
import { createScreen, type ScreenParts } from '../../../cli/output/screen.ts';
import { verbosityOf } from '../../../cli/output/verbosity.ts';
import { NO_OPERATION } from '../../../cli/log/operation.ts';
import { passOn } from '../../../services/host/command-channel.ts';
import { ATerminal } from './a-terminal.ts';

const now = () => new Date('2026-01-31T12:00:00Z');

/** A stream into a pipe. */
function aPipe() {
  const texts: string[] = [];
  return { texts, write: (text: string) => texts.push(text) };
}

/** A screen in pipes. */
function piped(verbose = 0, changes: Partial<ScreenParts> = {}) {
  const [stdout, stderr] = [aPipe(), aPipe()];
  const parts = { isJson: false, verbosity: verbosityOf(verbose, undefined), stdout, stderr, env: {}, now };
  return { screen: createScreen({ ...parts, ...changes }), stdout, stderr };
}

/** A screen whose two streams are one terminal. */
function onTerminal(verbose = 0) {
  const terminal = new ATerminal(60, 20);
  const streams = { stdout: terminal, stderr: terminal, env: { TERM: 'xterm', NO_COLOR: '1' } };
  const screen = createScreen({ isJson: false, verbosity: verbosityOf(verbose, undefined), now, ...streams });
  const progress = screen.progress();
  onTestFinished(() => progress.end());
  return { terminal, screen, progress };
}

const command = { argv: ['nix', 'build'], says: 'build', host: 'web-01' };
const say = (id: string, line: string) => {
  passOn({ type: 'begun', id, command });
  passOn({ type: 'said', id, line });
};

describe('a screen in a pipe', () => {
  test('has results on one stream and all else on the other', () => {
    const { screen, stdout, stderr } = piped();
    screen.say('a result');
    screen.note('a remark');
    screen.log('warn', 'look out');
    screen.log('info', 'by the way');
    expect(stdout.texts).toEqual(['a result\n']);
    expect(stderr.texts).toEqual(['a remark\n', '2026-01-31T12:00:00Z warning: look out\n']);
  });

  test('has diagnostics line by line, and nothing in them that a terminal obeys', () => {
    const { screen, stderr } = piped();
    screen.log('warn', 'web\u001b[2J\u202e-01\u0007 is skipped\nwhy: none');
    expect(stderr.texts).toEqual(['2026-01-31T12:00:00Z warning: web-01 is skipped\nwhy: none\n']);
  });

  test('has nothing but JSON on the first stream where JSON is wanted', () => {
    const { screen, stdout, stderr } = piped(0, { isJson: true });
    screen.say('a result');
    screen.json({ a: 1 });
    screen.jsonLine({ a: [1, 2] });
    expect(stdout.texts).toEqual(['{\n  "a": 1\n}\n', '{"a":[1,2]}\n']);
    expect(stderr.texts).toEqual(['a result\n']);
  });

  test('has JSON that no terminal obeys, and that means the same', () => {
    const { screen, stdout } = piped(0, { isJson: true });
    screen.jsonLine({ says: 'a\u009b2Jb\u202ec' });
    expect(stdout.texts).toEqual(['{"says":"a\\u009b2Jb\\u202ec"}\n']);
  });

  test('shows what commands say with -vv only', () => {
    const [quiet, verbose, loud] = [piped(0), piped(1), piped(2)];
    say('1', 'compiling');
    expect(quiet.stderr.texts).toEqual([]);
    expect(verbose.stderr.texts).toEqual([]);
    expect(loud.stderr.texts).toEqual(['[web-01] compiling\n']);
  });

  test('keeps every line in the log of the operation, shown or not', () => {
    const kept: string[] = [];
    const operation = { ...NO_OPERATION, line: (level: string, text: string) => void kept.push(`${level} ${text}`) };
    const { screen } = piped(0, { operation: () => operation });
    screen.say('a result');
    screen.log('debug', 'a detail');
    screen.progress().line('web-01 built');
    expect(kept).toEqual(['info a result', 'debug a detail', 'info web-01 built']);
  });
});

describe('a screen on a terminal', () => {
  test('has all lines above what is live, of both streams', () => {
    const { terminal, screen, progress } = onTerminal();
    progress.status('building');
    screen.say('a result');
    screen.note('a remark');
    screen.log('warn', 'look out');
    expect(terminal.text).toEqual(['a result', 'a remark', 'warning: look out', '⠋ building  0:00']);
  });

  test('shows the last ten lines of the commands that run with -v, and no more when they have ended', () => {
    const { terminal, progress } = onTerminal(1);
    progress.status('building');
    for (let n = 0; n < 12; n += 1) say('1', `line ${n}`);
    expect(terminal.text).toEqual([
      ...Array.from({ length: 10 }, (_, n) => `[web-01] line ${n + 2}`),
      '⠋ building  0:00',
    ]);
    passOn({ type: 'ended', id: '1', command, exitCode: 0, durationMs: 1, stdout: '' });
    expect(terminal.text).toEqual(['⠋ building  0:00']);
  });

  test('has nothing live with -vv', () => {
    const { terminal, progress } = onTerminal(2);
    progress.status('building');
    progress.line('web-01 built');
    expect(terminal.writes).toEqual(['2026-01-31T12:00:00Z web-01 built\n']);
  });

  test('gives the cursor back when the program ends before the progress does', () => {
    const { terminal, progress } = onTerminal();
    const before = process.listeners('exit');
    progress.status('building');
    expect(terminal.isCursorShown).toBe(false);
    const mine = before.at(-1);
    mine?.call(process, 1);
    expect(terminal.isCursorShown).toBe(true);
  });
});
