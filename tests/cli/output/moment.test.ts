import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { minute, second } from '../../../cli/output/moment.ts';

describe('a time of the control plane', () => {
  const zone = process.env['TZ'];
  beforeEach(() => void (process.env['TZ'] = 'Asia/Tokyo'));
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  test.each(['2026-01-31 12:30:59', '2026-01-31T12:30:59Z', '2026-01-31T21:30:59+09:00'])(
    'is shown in UTC, wherever one is: %s',
    (timestamp) => {
      expect(second(timestamp)).toBe('2026-01-31 12:30:59 UTC');
      expect(minute(timestamp)).toBe('2026-01-31 12:30');
    },
  );

  test('is shown as it is when it is none', () => {
    expect(second('to\u001b[2Jday')).toBe('today UTC');
  });
});
