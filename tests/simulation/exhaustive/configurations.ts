import type { Configuration } from './configuration.ts';

/** What is explored, besides that machines are silent or well: a theme each, for together they have too many worlds. */
const THEMES: readonly Pick<Configuration, 'reports' | 'budget' | 'successThreshold' | 'soakMs' | 'progressMs'>[] = [
  { reports: ['rolled back', 'ill'], budget: {} },
  { reports: [], budget: { resume: 1, cancel: 1 } },
  { reports: ['rolled back'], budget: { resume: 1 } },
  { reports: ['rolled back'], budget: { cancel: 1 } },
  { reports: [], budget: { delete: 1, resume: 1 } },
  { reports: [], budget: { break: 1, resume: 1 } },
  { reports: [], budget: { maintain: 1, resume: 1 } },
  { reports: [], budget: { desire: 1 } },
  { reports: ['on another path'], budget: {} },
  { reports: ['ill'], budget: {}, soakMs: 1000 },
  { reports: [], budget: { resume: 1 }, soakMs: 1000, successThreshold: '50%' },
  { reports: [], budget: { resume: 1 }, progressMs: 1000 },
  { reports: [], budget: { pause: 2, resume: 1 } },
  { reports: ['rolled back'], budget: { pause: 1, resume: 1 } },
  { reports: [], budget: { pause: 1, resume: 1, cancel: 1 } },
  { reports: [], budget: { pause: 1, resume: 1 }, progressMs: 1000 },
];

/** Three machines in two batches, in every way that is explored. */
export const ALL: readonly Configuration[] = THEMES.flatMap((theme) =>
  [
    [1, 2],
    [2, 1],
  ].flatMap((sizes) =>
    (['pause', 'revert'] as const).flatMap((onFailure) =>
      ['0', '1'].map((failureThreshold) => ({ sizes, onFailure, failureThreshold, ...theme })),
    ),
  ),
);

const small = { onFailure: 'pause', failureThreshold: '0', reports: [], budget: {} } as const;

/** The smallest of each theme: seconds, not minutes. */
export const FEW: readonly Configuration[] = [
  { ...small, sizes: [1, 2], budget: { resume: 1 } },
  { ...small, sizes: [2, 1], budget: { cancel: 1 } },
  { ...small, sizes: [1, 2], onFailure: 'revert' },
  { ...small, sizes: [2, 1], reports: ['rolled back'] },
  { ...small, sizes: [1, 2], budget: { delete: 1 }, failureThreshold: '1' },
  { ...small, sizes: [2, 1], budget: { break: 1 } },
  { ...small, sizes: [2, 1], budget: { maintain: 1 } },
  { ...small, sizes: [2, 1], soakMs: 1000 },
  { ...small, sizes: [2, 1], progressMs: 1000 },
  { ...small, sizes: [1, 1], budget: { pause: 1, resume: 1 } },
  { ...small, sizes: [1, 1], budget: { pause: 1, cancel: 1 } },
  { ...small, sizes: [1], budget: { pause: 2, resume: 2 } },
  { ...small, sizes: [1], budget: { pause: 1, resume: 1 }, progressMs: 1000 },
  { ...small, sizes: [1, 1], budget: { pause: 1 }, progressMs: 1000 },
  { ...small, sizes: [1, 1], onFailure: 'revert', budget: { pause: 1, resume: 1 } },
  { ...small, sizes: [1], onFailure: 'revert', reports: ['rolled back'], budget: { pause: 1, resume: 1 } },
];
