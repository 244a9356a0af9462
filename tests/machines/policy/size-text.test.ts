import { expect, test } from 'vitest';
import { growthText, sizeText } from '../../../machines/policy/size-text.ts';

test.each([
  [0, '0 B', '±0 B'],
  [1023, '1023 B', '+1023 B'],
  [1024, '1.0 KiB', '+1.0 KiB'],
  [-1024 * 1.5, '-1.5 KiB', '-1.5 KiB'],
  [1024 * 1024 - 1, '1.0 MiB', '+1.0 MiB'],
  [12.3 * 1024 * 1024, '12.3 MiB', '+12.3 MiB'],
  [3 * 1024 ** 4 * 1024, '3072.0 TiB', '+3072.0 TiB'],
])('%d bytes are %s, and as a difference %s', (bytes, size, growth) => {
  expect(sizeText(bytes)).toBe(size);
  expect(growthText(bytes)).toBe(growth);
});
