import { describe, expect, test } from 'vitest';
import { levelInRustLog } from '../../../services/server/rust-log.ts';

describe('a log filter of v0.1.1', () => {
  test.each([
    ['nixfleet=info', 'info'],
    ['debug', 'debug'],
    ['TRACE', 'debug'],
    ['off', 'error'],
    ['hyper=debug,nixfleet_control_plane=warn', 'warn'],
    ['warn, nixfleet=debug', 'debug'],
    ['nixfleet_control_plane::routes=trace', 'debug'],
    ['error,hyper=debug', 'error'],
  ])('%s is %s', (filter, level) => expect(levelInRustLog(filter)).toBe(level));

  test.each(['', 'hyper=debug', 'nixfleet=loud', '[span{a=1}]=info', 'constructor'])(
    '%j says nothing of us',
    (filter) => expect(levelInRustLog(filter)).toBeUndefined(),
  );
});
