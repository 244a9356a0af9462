import { assign, emit, setup } from 'xstate';
import { fromEffect } from '../../../machines/effect.ts';
import { type FleetEmission, tell } from '../../../machines/emissions.ts';
import { ports } from '../../../machines/ports.ts';
import type { Clock } from '../../../services/actors/clock.ts';
import type { Kind } from '../../../services/actors/kinds.ts';
import type { Unit } from '../../../services/store/unit.ts';

type CounterEvent =
  | { type: 'settled' }
  | { type: 'bug' }
  | { type: 'pass_on'; to: `${string}:${string}` }
  | { type: 'wait' | 'trap'; until: number }
  | { type: 'flood'; count: number }
  | { type: 'mail.returned'; from: string; event: { type: string } };

/** A small chart to try the shard with: counts, throws, passes on, waits. */
const counterMachine = setup({
  types: { context: {} as { count: number; until: number }, events: {} as CounterEvent, emitted: {} as FleetEmission },
  actors: ports('sleepUntil'),
  actions: {
    count: assign({ count: ({ context }) => context.count + 1 }),
    fail: () => {
      throw new Error('a bug in an action');
    },
    passOn: emit(({ event }) => tell(event.type === 'pass_on' ? event.to : 'counter:a', { type: 'settled' })),
    say: emit(({ context }) => ({
      type: 'event' as const,
      name: 'counted',
      rolloutId: 'r',
      actor: 'counter',
      message: `${context.count}`,
      detail: {},
    })),
    sayReturned: emit(({ event }) => ({
      type: 'event' as const,
      name: 'returned',
      rolloutId: 'r',
      actor: 'counter',
      message: event.type === 'mail.returned' ? `${event.event.type} from ${event.from}` : '',
      detail: {},
    })),
    noteUntil: assign({ until: ({ context, event }) => ('until' in event ? event.until : context.until) }),
  },
}).createMachine({
  id: 'counter',
  context: { count: 0, until: 0 },
  initial: 'ready',
  on: {
    settled: { actions: ['count', 'say'] },
    bug: { actions: ['count', 'say', 'fail'] },
    pass_on: { actions: 'passOn' },
    'mail.returned': { actions: 'sayReturned' },
  },
  states: {
    ready: {
      on: {
        wait: { target: 'waiting', actions: 'noteUntil' },
        trap: { target: 'trapped', actions: 'noteUntil' },
      },
    },
    waiting: {
      invoke: {
        id: 'deadline',
        src: 'sleepUntil',
        input: ({ context }) => ({ until: context.until }),
        onDone: { target: 'ready', actions: ['count', 'say'] },
        onError: 'ready',
      },
    },
    trapped: {
      invoke: {
        id: 'deadline',
        src: 'sleepUntil',
        input: ({ context }) => ({ until: context.until }),
        onDone: { target: 'ready', actions: 'fail' },
        onError: 'ready',
      },
    },
  },
});

/** The kind `counter`; every id exists but those that begin with `no-`. */
export const counterKinds = (clock: Clock): Readonly<Record<string, Kind<Unit>>> => ({
  counter: {
    version: 1,
    machine: (host) =>
      counterMachine.provide({
        actors: {
          sleepUntil: fromEffect(host, ({ until }: { until: number }, signal) => clock.sleepUntil(until, signal)),
        },
      }),
    born: (_, id) => (id.startsWith('no-') ? undefined : {}),
  },
});
