import type { Flags } from '../line/flags.ts';

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
