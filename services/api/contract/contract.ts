import { audit } from './audit.ts';
import { machines } from './machines.ts';
import { operations } from './operations.ts';
import { releases } from './releases.ts';
import { rollouts } from './rollouts.ts';

/** The one list of endpoints. */
export const contract = { ...operations, ...machines, ...releases, ...rollouts, ...audit };
export type Contract = typeof contract;
export type EndpointName = keyof Contract;

/** The feeds (WebSocket): `GET` with `Upgrade`, frames are `FeedFrame`s. */
export const feeds = {
  rollout: { path: '/api/v1/rollouts/:id/live', summary: 'Events of one rollout after `after`, then as they happen.' },
  everything: {
    path: '/api/v1/live',
    summary: 'All events after `after`, then as they happen; `topics` filters by type.',
  },
} as const;
