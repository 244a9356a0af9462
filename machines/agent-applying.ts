import {
  GOES_BACK,
  HAS_FIRED,
  itsBootStep,
  itsAttempt,
  itsOutput,
  itsPath,
  itsReason,
  SOMEBODY_ELSE,
} from './agent-answers.ts';
import { agentSetup } from './agent-setup.ts';

/** From now on the machine may change. */
const BEGUN = [{ type: 'enterPhase', params: { phase: 'switching' } }, 'forgetReached'] as const;

/** Switches the machine, with somebody outside who takes it back if nobody says that it is well. */
export const applying = agentSetup.createStateConfig({
  description: 'Switches the machine to the wanted closure, in a life apart from the agent.',
  initial: 'announcing',
  states: {
    announcing: {
      description: 'The control plane is told; whether it hears it changes nothing.',
      on: { 'wanted.changed': 'withdrawing' },
      invoke: {
        id: 'delivery',
        src: 'deliverReports',
        input: {},
        onDone: 'arming',
        onError: 'arming',
      },
    },
    withdrawing: {
      description:
        'Nothing has changed yet: the attempt is given up, for it cannot begin now, or another path is wanted.',
      invoke: {
        id: 'dead_man',
        src: 'callOffDeadMan',
        input: itsAttempt,
        onDone: [
          HAS_FIRED,
          {
            guard: 'hasProblem',
            target: '#agent.reporting',
            actions: ['reportNotApplied', 'rememberFailure', { type: 'endAttempt', params: { end: 'not_applied' } }],
          },
          {
            guard: 'isRetrying',
            target: '#agent.idle',
            actions: { type: 'endAttempt', params: { end: 'withdrawn' } },
          },
          { target: '#agent.checking.asking', actions: { type: 'endAttempt', params: { end: 'withdrawn' } } },
        ],
        onError: GOES_BACK,
      },
    },
    arming: {
      description: 'The dead man is armed: whatever becomes of the agent, he takes the machine back.',
      invoke: {
        id: 'dead_man',
        src: 'armDeadMan',
        input: itsAttempt,
        onDone: [
          {
            guard: 'setsProfileFirst',
            target: 'setting_profile',
            actions: [...BEGUN],
          },
          { target: 'activating', actions: [...BEGUN] },
        ],
        // He may be armed by half: an attempt must not end before he is called off.
        onError: {
          target: 'withdrawing',
          actions: [
            { type: 'blame', params: itsReason },
            { type: 'enterPhase', params: { phase: 'preparing' } },
          ],
        },
      },
    },
    setting_profile: {
      description: 'The closure becomes the newest generation of the system profile.',
      invoke: {
        id: 'profile',
        src: 'setProfile',
        input: itsPath,
        onDone: 'activating',
        onError: GOES_BACK,
      },
    },
    activating: {
      description: 'The switch runs; it goes on without the agent when it stops or replaces it.',
      invoke: {
        id: 'switch',
        src: 'activate',
        input: ({ context: { attempt } }) => ({
          id: attempt?.id ?? '',
          path: attempt?.wanted ?? '',
          step: attempt?.mode === 'switch' ? 'switch' : 'test',
        }),
        onDone: [
          {
            guard: { type: 'needsReboot', params: itsOutput },
            target: 'postponing',
            actions: { type: 'noteActivated', params: itsOutput },
          },
          {
            guard: { type: 'isLockedOut', params: itsOutput },
            target: 'withdrawing',
            actions: ['retrySoon', { type: 'noteActivated', params: itsOutput }, SOMEBODY_ELSE],
          },
          {
            guard: { type: 'isActivated', params: itsOutput },
            target: '#agent.verifying',
            actions: [
              { type: 'noteActivated', params: itsOutput },
              { type: 'enterPhase', params: { phase: 'confirming' } },
            ],
          },
          {
            target: '#agent.rolling_back',
            actions: [
              { type: 'noteActivated', params: itsOutput },
              { type: 'blameSwitch', params: itsOutput },
            ],
          },
        ],
        onError: GOES_BACK,
      },
    },
    postponing: {
      description: 'Only a reboot can bring this closure: it becomes the boot default, and nothing else changes.',
      initial: 'calling_off',
      states: {
        calling_off: {
          description: 'The dead man is called off: the old system runs.',
          invoke: {
            id: 'dead_man',
            src: 'callOffDeadMan',
            input: itsAttempt,
            onDone: [
              HAS_FIRED,
              {
                target: 'setting_profile',
                actions: { type: 'enterPhase', params: { phase: 'postponing' } },
              },
            ],
            onError: GOES_BACK,
          },
        },
        setting_profile: {
          description: 'The closure becomes the newest generation of the system profile.',
          invoke: {
            id: 'profile',
            src: 'setProfile',
            input: itsPath,
            onDone: 'booting',
            onError: GOES_BACK,
          },
        },
        booting: {
          description: 'It becomes the boot default.',
          invoke: {
            id: 'switch',
            src: 'activate',
            input: itsBootStep,
            onDone: [
              {
                guard: { type: 'isPermanent', params: itsOutput },
                target: '#agent.reporting',
                actions: [{ type: 'enterPhase', params: { phase: 'awaiting_reboot' } }, 'reportRebootRequired'],
              },
              { target: '#agent.rolling_back', actions: { type: 'blamePermanence', params: itsOutput } },
            ],
            onError: GOES_BACK,
          },
        },
      },
    },
  },
});
