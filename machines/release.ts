import { assign, setup } from 'xstate';
import type { Failure } from './errors.ts';
import type { Distribution } from './model/distribution.ts';
import type { FlakeHost, FlakeSource, ReleaseGoal } from './model/flake.ts';
import { matching } from './policy/globs.ts';
import {
  advanced,
  type HostNews,
  isAnyHost,
  madeEntries,
  type ReleaseHosts,
  startedHosts,
} from './policy/release-hosts.ts';
import { makingProblem, selectionProblem } from './policy/release-verdict.ts';
import { ports } from './ports.ts';

/** What an operator asks for. */
export interface ReleaseOrder {
  readonly flake: string;
  /** Globs of host names. */
  readonly hosts: readonly string[];
  /** Only hosts with one of these; empty: all. */
  readonly tags: readonly string[];
  readonly goal: ReleaseGoal;
  readonly distribution: Distribution;
  readonly cacheUrl: string | null;
  /** A trial ends before anything is registered. */
  readonly isTrial: boolean;
  readonly allowPartial: boolean;
}

interface ReleaseContext {
  readonly order: ReleaseOrder;
  readonly source: FlakeSource | null;
  /** The selected ones. */
  readonly found: readonly FlakeHost[];
  readonly hosts: ReleaseHosts;
  readonly releaseId: string | null;
  readonly failure: Failure | null;
}

/** How a release ended. */
export type ReleaseResult = Pick<ReleaseContext, 'source' | 'hosts' | 'releaseId' | 'failure'>;

/** What a release hears: of its hosts, and that the operator wants it to stop. */
export type ReleaseEvent = HostNews | { readonly type: 'stop' };

const STOPPED: Failure = { code: 'STOPPED', message: 'stopped before anything was registered' };
const STOPPED_REGISTERING: Failure = {
  code: 'STOPPED',
  message: 'stopped while the release was being registered: look for it with nixfleet release list',
};

/** The CLI's pipeline: from a flake to a release that the control plane knows. */
export const releaseMachine = setup({
  types: {
    input: {} as ReleaseOrder,
    context: {} as ReleaseContext,
    events: {} as ReleaseEvent,
    output: {} as ReleaseResult,
  },
  actors: ports('openFlake', 'makeClosures', 'registerRelease'),
  guards: {
    isNothingSelected: ({ context }) => context.found.length === 0,
    allAreEvaluated: ({ context }) => !isAnyHost(context.hosts, 'evaluating'),
    allAreBuilt: ({ context }) => !isAnyHost(context.hosts, 'evaluating') && !isAnyHost(context.hosts, 'building'),
    isRefused: ({ context }) => makingProblem(context.hosts, context.order.tags, context.order.allowPartial) !== null,
    isTrial: ({ context }) => context.order.isTrial,
  },
  actions: {
    followHosts: assign({
      hosts: ({ context, event }) =>
        event.type === 'stop' ? context.hosts : advanced(context.hosts, event, context.order.goal),
    }),
    sayWhyRefused: assign({
      failure: ({ context }) => makingProblem(context.hosts, context.order.tags, context.order.allowPartial),
    }),
    keepFailure: assign({ failure: (_, { failure }: { failure: Failure }) => failure }),
  },
}).createMachine({
  id: 'release',
  description: 'Makes the closures of a flake and registers them as a release.',
  context: ({ input }) => ({ order: input, source: null, found: [], hosts: {}, releaseId: null, failure: null }),
  initial: 'opening',
  states: {
    opening: {
      description: 'The flake is locked, so that every later step sees the same tree, and its hosts are listed.',
      invoke: {
        id: 'flake',
        src: 'openFlake',
        input: ({ context }) => ({ flake: context.order.flake }),
        onDone: {
          target: 'selecting',
          actions: assign(({ context, event: { output } }) => {
            const names = output.hosts.map(({ name }) => name);
            const selected = new Set(matching(names, context.order.hosts));
            return {
              source: output.source,
              found: output.hosts.filter(({ name }) => selected.has(name)),
              hosts: startedHosts([...selected]),
              failure: selectionProblem(names, context.order.hosts),
            };
          }),
        },
        onError: {
          target: 'failed',
          actions: { type: 'keepFailure', params: ({ event }) => ({ failure: event.error as Failure }) },
        },
      },
      on: { stop: { target: 'failed', actions: { type: 'keepFailure', params: { failure: STOPPED } } } },
    },
    selecting: {
      description: 'The hosts that the operator named are chosen.',
      always: [{ guard: 'isNothingSelected', target: 'failed' }, { target: 'making' }],
    },
    making: {
      description:
        'Chunks of hosts are evaluated, built and pushed; the first may be pushed while the last are evaluated.',
      invoke: {
        id: 'closures',
        src: 'makeClosures',
        input: ({ context: { source, found, order } }) => ({
          url: source?.url ?? '',
          hosts: found,
          tags: order.tags,
          goal: order.goal,
          distribution: order.distribution,
        }),
        onDone: [
          { guard: 'isRefused', target: 'failed', actions: 'sayWhyRefused' },
          { guard: 'isTrial', target: 'tried' },
          { target: 'registering' },
        ],
        onError: {
          target: 'failed',
          actions: { type: 'keepFailure', params: ({ event }) => ({ failure: event.error as Failure }) },
        },
      },
      on: {
        'hosts.*': { actions: 'followHosts' },
        stop: { target: 'failed', actions: { type: 'keepFailure', params: { failure: STOPPED } } },
      },
      initial: 'evaluating',
      states: {
        evaluating: {
          description: 'Nix works out what each host is made of; chunks that are through are already being built.',
          always: { guard: 'allAreEvaluated', target: 'building' },
        },
        building: {
          description: 'The closures of the hosts are built; a host that fails does not keep the others.',
          always: { guard: 'allAreBuilt', target: 'pushing' },
        },
        pushing: { description: 'The last closures are copied to the binary cache.' },
      },
    },
    registering: {
      description: 'The control plane is told the store path of every host.',
      invoke: {
        id: 'register',
        src: 'registerRelease',
        input: ({ context: { order, source, hosts } }) => ({
          flake_ref: order.flake,
          flake_rev: source?.revision ?? null,
          cache_url: order.cacheUrl,
          entries: madeEntries(hosts),
        }),
        onDone: { target: 'registered', actions: assign({ releaseId: ({ event }) => event.output.id }) },
        onError: {
          target: 'failed',
          actions: { type: 'keepFailure', params: ({ event }) => ({ failure: event.error as Failure }) },
        },
      },
      on: { stop: { target: 'failed', actions: { type: 'keepFailure', params: { failure: STOPPED_REGISTERING } } } },
    },
    registered: { type: 'final', description: 'The release can be rolled out.' },
    tried: { type: 'final', description: 'A trial: the hosts are known and nothing was registered.' },
    failed: { type: 'final', description: 'No release came of it; nothing was registered.' },
  },
  output: ({ context: { source, hosts, releaseId, failure } }) => ({ source, hosts, releaseId, failure }),
});
