import { type BuildLimits, buildLimits } from '../../services/build/limits.ts';
import { roomHere } from '../../services/build/room.ts';
import type { Flags, ValuesOf } from '../line/flags.ts';

/** The flags that say how much of a build goes on at once; without them it is what the machine has room for. */
export const BUILD_FLAGS = {
  'chunk-size': {
    kind: 'count',
    hint: 'hosts',
    says: 'Hosts that are evaluated, built and pushed together; default: 25',
  },
  'eval-workers': {
    kind: 'count',
    hint: 'n',
    says: 'Evaluations at once; default: what processors and memory allow',
  },
  'eval-memory': { kind: 'count', hint: 'MiB', says: 'Memory that one evaluation may need; default: 2048' },
  'max-jobs': { kind: 'count', hint: 'n', says: 'Derivations that Nix builds at once; default: as Nix is configured' },
  'push-jobs': { kind: 'count', hint: 'n', says: 'Pushes at once; default: 4' },
} as const satisfies Flags;

/** What those flags, and the room on this machine, make of a build. Throws `BadUsage` for what cannot be meant. */
export const limitsOf = (flags: ValuesOf<typeof BUILD_FLAGS>): BuildLimits =>
  buildLimits(
    {
      chunkSize: flags['chunk-size'],
      evalWorkers: flags['eval-workers'],
      evalMemoryMib: flags['eval-memory'],
      maxJobs: flags['max-jobs'],
      pushJobs: flags['push-jobs'],
    },
    roomHere(),
  );
