import { describe, expect, test } from 'vitest';
import { createLog, type LogLevel } from '../../../services/server/log.ts';

/** A log and what it wrote. */
function aLog(level: LogLevel, isTTY: boolean) {
  const written: string[] = [];
  return { log: createLog(level, { isTTY, write: (text) => written.push(text) }), written };
}

describe('the log', () => {
  test('is JSON away from a terminal, an error with its stack', () => {
    const { log, written } = aLog('info', false);
    log('warn', 'careful', { error: new Error('broken'), n: 1 });
    expect(JSON.parse(written.join(''))).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      msg: 'careful',
      n: 1,
      error: { type: 'Error', message: 'broken', stack: expect.any(String) },
    });
  });

  test('is lines for a person on a terminal', () => {
    const { log, written } = aLog('info', true);
    log('info', 'listening', { port: 8080 });
    expect(written).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d info {2}listening port=8080\n$/)]);
  });

  test('obeys nothing that a client wrote, on a terminal', () => {
    const { log, written } = aLog('info', true);
    log('info', 'of \u001b[2J\nmachine\u009b1m', {
      name: 'a\u009b\u001b',
      error: new Error('x\n12:00:00 info  forged\r'),
    });
    const [line = ''] = written;
    expect(line).toContain(
      'of \\u001b[2J\\u000amachine\\u009b1m name="a\\u009b\\u001b" error=Error: x\n    12:00:00 info',
    );
    expect(line.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(line).not.toMatch(/^12:00:00/m);
  });

  test.each([true, false])('leaves out what is below its level (on a terminal: %s)', (isTTY) => {
    const { log, written } = aLog('warn', isTTY);
    log('info', 'not this');
    log('error', 'this');
    expect(written).toEqual([expect.stringContaining('this')]);
    expect(written[0]).not.toContain('not');
  });
});
