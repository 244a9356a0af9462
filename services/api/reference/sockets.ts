import type { TSchema } from 'typebox';
import { ActorFrame } from '../../../machines/model/actor.ts';
import { FeedFrame } from '../../../machines/model/feed.ts';
import { DownFrame, UpFrame } from '../../../machines/model/link.ts';
import { MachineFrame } from '../../../machines/model/live-machine.ts';
import { actors } from '../contract/actors.ts';
import { feeds, links, views } from '../contract/contract.ts';
import type { Access } from '../contract/endpoint.ts';
import { type Parameter, parametersOf } from './parameters.ts';
import { type Refusal, socketRefusals } from './refusals.ts';

/** A path that becomes a WebSocket, as the reference tells of it. */
export interface Socket {
  readonly name: string;
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly parameters: readonly Parameter[];
  readonly refusals: readonly Refusal[];
  /** What the control plane sends. */
  readonly down: TSchema;
  /** What it takes; undefined: nothing. */
  readonly up?: TSchema;
}

const AFTER: Parameter = {
  name: 'after',
  in: 'query',
  required: false,
  description: 'The last `seq` that was seen: what came after it is sent first. 0, from the beginning, unless told.',
  schema: { type: 'integer', minimum: 0, default: 0 },
};

const TOPICS: Parameter = {
  name: 'topics',
  in: 'query',
  required: false,
  description: 'Only these types of event, separated by commas; all unless told.',
  schema: { type: 'string' },
};

const EPOCH: Parameter = {
  name: 'epoch',
  in: 'query',
  required: false,
  description: 'What `begin` said when `after` was seen: `after` counts only with it.',
  schema: { type: 'string' },
};

const BEAT: Parameter = {
  name: 'beat',
  in: 'query',
  required: false,
  description:
    'Sends `{"type":"beat"}` about every 30 s, also when nothing happens: for browsers, which do not see the pings of a WebSocket. No beats unless told.',
  schema: { type: 'boolean', default: false },
};

const idOf = (noun: string): Parameter => ({
  name: 'id',
  in: 'path',
  required: true,
  description: `The ${noun}; at most 128 bytes of UTF-8.`,
  schema: { type: 'string' },
});

/** Every WebSocket of the control plane. */
export const sockets: readonly Socket[] = [
  {
    name: 'followRollout',
    ...feeds.rollout,
    parameters: [idOf('rollout'), AFTER, BEAT],
    refusals: socketRefusals(feeds.rollout.access, 'there is no such rollout'),
    down: FeedFrame,
  },
  {
    name: 'followEverything',
    ...feeds.everything,
    parameters: [AFTER, TOPICS, BEAT],
    refusals: socketRefusals(feeds.everything.access, undefined),
    down: FeedFrame,
  },
  {
    name: 'followActor',
    ...views.actor,
    parameters: [...parametersOf(actors.getActor), AFTER, BEAT],
    refusals: socketRefusals(views.actor.access, 'there is no such actor'),
    down: ActorFrame,
  },
  {
    name: 'followMachines',
    ...views.machines,
    parameters: [AFTER, EPOCH, BEAT],
    refusals: socketRefusals(views.machines.access, undefined),
    down: MachineFrame,
  },
  {
    name: 'agentLink',
    ...links.agent,
    parameters: [idOf('machine')],
    refusals: socketRefusals(links.agent.access, undefined),
    down: DownFrame,
    up: UpFrame,
  },
];
