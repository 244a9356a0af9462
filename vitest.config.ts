import { defineConfig } from 'vitest/config';

/** Tests of real processes and real Nix take seconds: the limits are for what hangs, not for what is slow. */
export default defineConfig({
  test: { include: ['tests/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
});
