import { availableParallelism, totalmem } from 'node:os';
import type { Room } from './limits.ts';

const MIB = 1024 * 1024;

/** What this machine has for builds now; the limits of a container count. */
export const roomHere = (): Room => ({
  processors: availableParallelism(),
  // macOS counts as free only what nobody has ever used: half of all is nearer to the truth.
  memoryMib: Math.floor((process.platform === 'darwin' ? totalmem() / 2 : process.availableMemory()) / MIB),
});
