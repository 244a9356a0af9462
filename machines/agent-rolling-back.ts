import { itsAttempt, itsOutput, itsReason } from './agent-answers.ts';
import { agentSetup } from './agent-setup.ts';
import { retryPause } from './policy/agent-pace.ts';

/** It stays where it is. */
const STUCK = ['rememberFailure', { type: 'endAttempt', params: { end: 'rollback_failed' } }] as const;

const NOWHERE = {
  type: 'reportStuck',
  params: { reason: 'nothing ran before that the machine could return to' },
} as const;

/** Back to what ran before, by the same hand that would have done it without the agent. */
export const rollingBack = agentSetup.createStateConfig({
  description: 'Returns the machine to what ran before the attempt.',
  initial: 'returning',
  // Also an agent that is replaced on the way knows that this is the way back, and why.
  entry: { type: 'enterPhase', params: { phase: 'returning' } },
  states: {
    returning: {
      description: 'What ran before is activated again; profile and boot entry are set back if they had changed.',
      always: { guard: 'hasNoWayBack', target: 'giving_up' },
      invoke: {
        id: 'return',
        src: 'goBack',
        input: itsAttempt,
        onDone: [
          {
            guard: { type: 'isBack', params: itsOutput },
            target: 'proving',
            actions: { type: 'noteActivated', params: itsOutput },
          },
          {
            target: '#agent.reporting',
            actions: [
              { type: 'noteActivated', params: itsOutput },
              { type: 'reportNotBack', params: itsOutput },
              ...STUCK,
            ],
          },
        ],
        onError: [
          {
            guard: 'hasTriedEnough',
            target: '#agent.reporting',
            actions: [{ type: 'reportStuck', params: itsReason }, ...STUCK],
          },
          { target: 'pausing', actions: [{ type: 'logProblem', params: itsReason }, 'countReturn'] },
        ],
      },
    },
    pausing: {
      description: 'The way back could not be begun: it is tried again soon, or the dead man does it.',
      initial: 'scheduling',
      states: {
        scheduling: {
          description: 'The pause begins now.',
          invoke: {
            id: 'clock',
            src: 'readClock',
            input: {},
            onDone: { target: 'waiting', actions: { type: 'noteTime', params: itsOutput } },
            onError: { target: 'scheduling', reenter: true },
          },
        },
        waiting: {
          description: 'Memory, processes or locks may be free again in a moment.',
          invoke: {
            id: 'alarm',
            src: 'sleepUntil',
            input: ({ context: { now, settings, returns } }) => ({
              until: now + retryPause(settings, returns) * 1000,
            }),
            onDone: '#agent.rolling_back.returning',
            onError: { target: 'waiting', reenter: true },
          },
        },
      },
    },
    giving_up: {
      description: 'Nothing ran before that the machine could return to: there is nothing that a dead man could do.',
      invoke: {
        id: 'dead_man',
        src: 'callOffDeadMan',
        input: itsAttempt,
        onDone: { target: '#agent.reporting', actions: [NOWHERE, ...STUCK] },
        onError: { target: '#agent.reporting', actions: [NOWHERE, ...STUCK] },
      },
    },
    proving: {
      description: 'The health checks have the usual time to pass there, too; how they end is part of the report.',
      invoke: {
        id: 'health',
        src: 'probe',
        input: ({ context: { now, settings } }) => ({ until: now + settings.confirmSeconds * 1000 }),
        onDone: {
          target: '#agent.reporting',
          actions: [
            { type: 'noteProbed', params: itsOutput },
            'reportRolledBack',
            'rememberFailure',
            { type: 'endAttempt', params: { end: 'rolled_back' } },
          ],
        },
        onError: {
          target: '#agent.reporting',
          actions: ['reportRolledBack', 'rememberFailure', { type: 'endAttempt', params: { end: 'rolled_back' } }],
        },
      },
    },
  },
});
