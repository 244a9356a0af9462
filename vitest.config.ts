import { defineConfig } from 'vitest/config';

/** Tests of real processes and real Nix take seconds: the limits are for what hangs, not for what is slow. */
export default defineConfig({
  // As many workers as cores: most tests wait for a disk or a process, and vitest would leave one core idle. With one more the
  // whole takes 20 min instead of 25, and what waits for four agents and a browser runs out of time now and then.
  test: { include: ['tests/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000, maxWorkers: '100%' },
});
