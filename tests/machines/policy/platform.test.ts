import { expect, test } from 'vitest';
import { isDarwin } from '../../../machines/policy/platform.ts';

test.each([
  ['aarch64-darwin', true],
  ['x86_64-darwin', true],
  ['x86_64-linux', false],
])('%s is macOS: %s', (platform, expected) => expect(isDarwin(platform)).toBe(expected));
