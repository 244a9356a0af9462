import { describe, expect, test } from 'vitest';
import { MailSlice } from '../../../services/actors/mail-slice.ts';

describe('a slice of stored mail', () => {
  test('is long while nobody asks for anything', () => {
    expect(new MailSlice().at(1_000)).toBe(15);
  });

  test('is short once somebody has asked, and long again when nobody has for a while', () => {
    const slice = new MailSlice();
    slice.asked(1_000);
    expect(slice.at(1_099)).toBe(2);
    expect(slice.at(1_100)).toBe(15);
  });

  test.each([
    [0.5, 2],
    [2, 4],
    [40, 5],
  ])('is not all commit where one takes %d ms, though somebody waits', (commitMs, sliceMs) => {
    const slice = new MailSlice();
    slice.asked(1_000);
    slice.committed(commitMs);
    expect(slice.at(1_001)).toBe(sliceMs);
  });
});
