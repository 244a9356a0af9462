import { describe, expect, test } from 'vitest';
import { createLog } from '../../agent/log.ts';

const linesWith = (filter?: string) => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line), filter === undefined ? {} : { RUST_LOG: filter });
  log('ERROR', 'e');
  log('WARN', 'w');
  log('INFO', 'i', { hash: 'h' });
  log('DEBUG', 'd');
  return lines.map((line) => JSON.parse(line) as { level: string });
};

describe('the log', () => {
  test('is one JSON object a line, in the shape of v0.1.1', () => {
    expect(linesWith().at(-1)).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      level: 'INFO',
      fields: { message: 'i', hash: 'h' },
      target: 'nixfleet_agent',
    });
  });

  test.each([
    [undefined, 3],
    ['error', 1],
    ['warn,nixfleet_agent=debug', 4],
    ['hyper=trace', 3],
    ['off', 0],
    ['nonsense', 3],
  ])('shows with RUST_LOG=%s %d levels', (filter, count) => expect(linesWith(filter)).toHaveLength(count));
});
