import { actors } from './actors.ts';
import { audit } from './audit.ts';
import { compliance } from './compliance.ts';
import { READERS } from './endpoint.ts';
import { keys } from './keys.ts';
import { machines } from './machines.ts';
import { operations } from './operations.ts';
import { releases } from './releases.ts';
import { rollouts } from './rollouts.ts';
import { viewPaths } from './view-paths.ts';

/** The one list of endpoints. */
export const contract = {
  ...operations,
  ...keys,
  ...machines,
  ...releases,
  ...rollouts,
  ...actors,
  ...audit,
  ...compliance,
};
export type Contract = typeof contract;
export type EndpointName = keyof Contract;

/** The feeds (WebSocket): `GET` with `Upgrade`, frames are `FeedFrame`s. */
export const feeds = {
  rollout: {
    path: '/api/v1/rollouts/:id/live',
    access: READERS,
    summary: 'Events of one rollout after `after`, then as they happen.',
  },
  everything: {
    path: '/api/v1/live',
    access: READERS,
    summary: 'All events after `after`, then as they happen; `topics` filters by type.',
  },
} as const;

/** The feeds of what is looked at live (WebSocket): their frames are told with each. */
export const views = {
  actor: {
    path: viewPaths.actor,
    access: READERS,
    summary: 'Steps of one actor after `after`, then as they happen: `ActorFrame`s.',
  },
  machines: {
    path: viewPaths.machines,
    access: READERS,
    summary:
      'Machines that have changed after `after` of this `epoch`, else all; then as they change: `MachineFrame`s.',
  },
} as const;

/** The agents' link (WebSocket): `GET` with `Upgrade`, frames are `UpFrame`s and `DownFrame`s. */
export const links = {
  agent: {
    path: '/api/v1/machines/:id/link',
    access: 'agent',
    summary: 'What an agent says of its machine, acknowledged once it is on disk, and what it is told.',
  },
} as const;
