import { itsOutput, itsReason, SOMEBODY_ELSE } from './agent-answers.ts';
import { applying } from './agent-applying.ts';
import { agentBirth } from './agent-base.ts';
import { checking } from './agent-checking.ts';
import { rollingBack } from './agent-rolling-back.ts';
import { agentSetup } from './agent-setup.ts';
import { verifying } from './agent-verifying.ts';

/** The version of this chart's snapshots. An agent that finds a newer one begins anew. */
export const AGENT_VERSION = 2;

/** Brings a machine to what is wanted of it, proves that it is well there, or takes it back. */
export const agentMachine = agentSetup.createMachine({
  id: 'agent',
  description: 'The agent of one machine.',
  context: agentBirth,
  initial: 'checking',
  on: {
    // Whatever it was about to do: it looks at the facts first.
    started: { target: '.checking', actions: 'takeSettings' },
    'wanted.changed': { actions: 'noteNudge' },
    prefetch: { actions: 'notePrefetch' },
    retry: {
      guard: { type: 'concernsFailure', params: ({ event }) => event },
      actions: ['forgive', 'noteNudge'],
    },
  },
  states: {
    idle: {
      description: 'Waits for the next poll; health reports are made here.',
      initial: 'scheduling',
      on: {
        'wanted.changed': 'checking',
        retry: {
          guard: { type: 'concernsFailure', params: ({ event }) => event },
          target: 'checking',
          actions: 'forgive',
        },
      },
      states: {
        scheduling: {
          description: 'The next poll comes an interval after the cycle has ended, a little less for most.',
          invoke: {
            id: 'clock',
            src: 'readClock',
            input: {},
            onDone: { target: 'waiting', actions: { type: 'schedulePoll', params: itsOutput } },
            onError: { target: 'scheduling', reenter: true },
          },
        },
        waiting: {
          description: 'Nothing is due.',
          always: { guard: 'isAhead', target: '#agent.fetching.ahead' },
          invoke: {
            id: 'alarm',
            src: 'sleepUntil',
            input: ({ context }) => ({ until: Math.min(context.nextPollAt, context.nextHealthAt) }),
            onDone: [{ guard: 'isHealthDue', target: 'probing' }, { target: '#agent.checking' }],
            onError: { target: 'waiting', reenter: true },
          },
        },
        probing: {
          description: 'The health checks run once, for the periodic report.',
          invoke: {
            id: 'health',
            src: 'probe',
            input: { until: 0 },
            onDone: {
              target: 'delivering',
              actions: [
                { type: 'noteProbed', params: itsOutput },
                { type: 'noteCondition', params: itsOutput },
                'scheduleHealth',
                'reportHealth',
              ],
            },
            onError: { target: 'resuming', actions: 'skipHealth' },
          },
        },
        delivering: {
          description: 'The periodic report is sent, after what waits in the outbox.',
          invoke: { id: 'delivery', src: 'deliverReports', input: {}, onDone: 'resuming', onError: 'resuming' },
        },
        resuming: {
          description: 'The clock may have been set back meanwhile: nothing is to come later than usual.',
          invoke: {
            id: 'clock',
            src: 'readClock',
            input: {},
            onDone: { target: 'waiting', actions: { type: 'keepPace', params: itsOutput } },
            onError: { target: 'resuming', reenter: true },
          },
        },
      },
    },
    checking,
    fetching: {
      description: 'Brings a closure into the store. Nothing of the running system has changed yet.',
      initial: 'copying',
      on: { 'wanted.changed': 'checking' },
      states: {
        copying: {
          description: 'The wanted closure is copied from the cache, or from where the host itself would get it.',
          invoke: {
            id: 'fetch',
            src: 'fetchClosure',
            input: ({ context: { wanted } }) => ({
              path: wanted?.path ?? '',
              cacheUrl: wanted?.cacheUrl ?? null,
              isAhead: false,
            }),
            onDone: [{ guard: 'isDryRun', target: '#agent.reporting', actions: 'reportDryRun' }, { target: 'looking' }],
            onError: {
              target: '#agent.reporting',
              actions: ['retrySoon', { type: 'noteFailedFetch', params: itsReason }],
            },
          },
        },
        looking: {
          description:
            'What runs is remembered, for the way back; when somebody else switches, or has switched, nothing is done.',
          invoke: {
            id: 'look',
            src: 'rememberSystem',
            input: {},
            onDone: [
              { guard: { type: 'isTaken', params: itsOutput }, target: '#agent.idle', actions: SOMEBODY_ELSE },
              {
                target: '#agent.applying',
                actions: [{ type: 'beginAttempt', params: itsOutput }, 'reportApplying'],
              },
            ],
            onError: { target: '#agent.idle', actions: ['retrySoon', { type: 'logProblem', params: itsReason }] },
          },
        },
        ahead: {
          description: 'A closure that will be wanted soon is copied and kept; it is not activated.',
          on: {
            prefetch: {
              guard: { type: 'isOtherAhead', params: ({ event }) => event },
              target: 'ahead',
              reenter: true,
              actions: 'notePrefetch',
            },
          },
          invoke: {
            id: 'fetch',
            src: 'fetchClosure',
            input: ({ context: { ahead } }) => ({
              path: ahead?.path ?? '',
              cacheUrl: ahead?.cacheUrl ?? null,
              isAhead: true,
            }),
            onDone: { target: '#agent.idle.resuming', actions: ['logPrefetched', 'forgetPrefetch'] },
            onError: {
              target: '#agent.idle.resuming',
              actions: [{ type: 'logProblem', params: itsReason }, 'forgetPrefetch'],
            },
          },
        },
      },
    },
    applying,
    verifying,
    rolling_back: rollingBack,
    reporting: {
      description: 'Sends the report, after what waits in the outbox; what is not taken stays there.',
      invoke: { id: 'delivery', src: 'deliverReports', input: {}, onDone: 'idle', onError: 'idle' },
    },
  },
});
