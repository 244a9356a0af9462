import { itsOutput, itsReason } from './agent-answers.ts';
import { agentSetup } from './agent-setup.ts';
import { permanenceProblem } from './policy/agent-attempt.ts';
import type { Resumption } from './policy/agent-resumption.ts';
import type { Activated, Stock } from './ports.ts';

/** What the facts say about how to go on. */
const goesOn =
  (step: Exclude<Resumption['step'], 'return'>) =>
  ({ event }: { readonly event: { readonly output: Stock } }) => ({ stock: event.output, step });

const taken = { type: 'takeStock', params: itsOutput<Stock> } as const;

/** Why the boot default is not what it should be. */
const itsPermanence = ({ event }: { readonly event: { readonly output: Activated } }) => ({
  reason: permanenceProblem(event.output) ?? 'it could not be made the boot default',
});

/** It stays as it is for this cycle; the next one tries again. */
const putOff = {
  target: '#agent.checking.deciding',
  actions: [{ type: 'logProblem', params: itsReason }, 'putOffMending'],
} as const;

/** Looks at the facts, then compares what runs with what is wanted. */
export const checking = agentSetup.createStateConfig({
  description: 'Asks the control plane what to run and compares it with what runs.',
  initial: 'recalling',
  states: {
    recalling: {
      description:
        'What runs, which boot this is and what was begun decide how to go on: after a start of the program, and always.',
      invoke: {
        id: 'stock',
        src: 'takeStock',
        input: {},
        onDone: [
          { guard: { type: 'shouldContinue', params: goesOn('ask') }, target: 'asking', actions: taken },
          {
            guard: { type: 'shouldContinue', params: goesOn('withdraw') },
            target: '#agent.applying.withdrawing',
            actions: taken,
          },
          {
            guard: { type: 'shouldContinue', params: goesOn('set_profile') },
            target: '#agent.applying.setting_profile',
            actions: taken,
          },
          {
            guard: { type: 'shouldContinue', params: goesOn('activate') },
            target: '#agent.applying.activating',
            actions: taken,
          },
          {
            guard: { type: 'shouldContinue', params: goesOn('postpone') },
            target: '#agent.applying.postponing.setting_profile',
            actions: taken,
          },
          {
            guard: { type: 'shouldContinue', params: goesOn('confirm') },
            target: '#agent.verifying',
            actions: [
              taken,
              { type: 'enterPhase', params: ({ event }) => ({ phase: 'confirming', bootId: event.output.bootId }) },
            ],
          },
          {
            guard: { type: 'shouldContinue', params: goesOn('settle') },
            target: '#agent.verifying.setting_profile',
            actions: taken,
          },
          { target: '#agent.rolling_back', actions: [taken, { type: 'blameStock', params: itsOutput }] },
        ],
        onError: {
          target: '#agent.idle',
          actions: ['retrySoon', { type: 'noteFailedCheck', params: itsReason }],
        },
      },
    },
    asking: {
      description: 'The control plane is asked.',
      // What is being answered may be older than the change.
      on: { 'wanted.changed': { target: 'asking', reenter: true } },
      invoke: {
        id: 'question',
        src: 'askWanted',
        input: {},
        onDone: { target: 'deciding', actions: { type: 'noteWanted', params: itsOutput } },
        onError: {
          target: '#agent.idle',
          actions: ['retrySoon', { type: 'noteFailedCheck', params: itsReason }],
        },
      },
    },
    deciding: {
      description: 'What is wanted is known, and what runs.',
      always: [
        { guard: 'wouldBootAnother', target: 'mending' },
        { guard: 'hasNothingToDo', target: '#agent.reporting' },
        {
          guard: 'awaitsRebootAnew',
          target: '#agent.reporting',
          actions: ['adoptAssignment', 'reportRebootRequired'],
        },
        { guard: 'awaitsReboot', target: '#agent.reporting' },
        { guard: 'isHeldUp', target: '#agent.reporting' },
        { guard: 'runsNewAssignment', target: 'confirming' },
        { guard: 'runsWanted', target: '#agent.reporting', actions: ['noteReached', 'reportUpToDate'] },
        { guard: 'hasDrifted', target: '#agent.reporting', actions: ['noteDrift', 'reportDrift'] },
        { target: '#agent.fetching' },
      ],
    },
    mending: {
      description: 'The next boot would bring what is not wanted: it is set right, to bring what runs.',
      initial: 'looking',
      states: {
        looking: {
          description: 'While somebody else switches, what the profile names is theirs.',
          invoke: {
            id: 'look',
            src: 'rememberSystem',
            input: {},
            onDone: [
              {
                guard: { type: 'isTaken', params: itsOutput },
                target: '#agent.checking.deciding',
                actions: 'putOffMending',
              },
              { target: 'setting_profile', actions: { type: 'beginMending', params: itsOutput } },
            ],
            onError: putOff,
          },
        },
        setting_profile: {
          description: 'What runs becomes the newest generation of the system profile.',
          invoke: {
            id: 'profile',
            src: 'setProfile',
            input: ({ context }) => ({ path: context.running }),
            onDone: 'booting',
            onError: putOff,
          },
        },
        booting: {
          description: 'It becomes the boot default.',
          invoke: {
            id: 'switch',
            src: 'activate',
            input: ({ context }) => ({ id: `mend-${context.now}`, path: context.running, step: 'boot' }),
            onDone: [
              {
                guard: { type: 'isPermanent', params: itsOutput },
                target: '#agent.checking.deciding',
                actions: ['noteMended', { type: 'endAttempt', params: { end: 'superseded' } }],
              },
              {
                target: '#agent.checking.deciding',
                actions: [{ type: 'logProblem', params: itsPermanence }, 'putOffMending'],
              },
            ],
            onError: putOff,
          },
        },
      },
    },
    confirming: {
      description: 'A rollout wants what runs already: the health checks say whether the machine is well.',
      invoke: {
        id: 'health',
        src: 'probe',
        input: ({ context }) => ({ until: context.deadline }),
        onDone: [
          {
            guard: { type: 'stillRunsWanted', params: itsOutput },
            target: '#agent.reporting',
            actions: [{ type: 'noteProbed', params: itsOutput }, 'noteConfirmed', 'noteReached', 'reportConfirmed'],
          },
          { target: '#agent.idle', actions: { type: 'noteProbed', params: itsOutput } },
        ],
        onError: '#agent.idle',
      },
    },
  },
});
