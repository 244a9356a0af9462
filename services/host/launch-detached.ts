import { readFile } from 'node:fs/promises';
import type { Launcher } from './launcher.ts';
import { detach } from './process.ts';

/** Starts activations in a session of their own: where no systemd runs, and on macOS. */
export const detachedLauncher = (): Launcher => ({
  async launch(command, logPath) {
    await detach(command, logPath);
  },
  async said(logPath) {
    const log = await readFile(logPath, 'utf8').catch(() => '');
    return log.trim().split('\n').at(-1)?.slice(0, 1024) ?? '';
  },
});
