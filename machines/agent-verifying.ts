import { GOES_BACK, HAS_FIRED, itsBootStep, itsAttempt, itsOutput, itsPath } from './agent-answers.ts';
import { agentSetup } from './agent-setup.ts';

/** What is done once the closure is there for good. */
const DEPLOYED = [
  'noteDeployed',
  'reportDeployed',
  'hastenHealth',
  { type: 'endAttempt', params: { end: 'deployed' } },
] as const;

/** The machine proves that it is well; only then is the closure made permanent. */
export const verifying = agentSetup.createStateConfig({
  description: 'The machine has until the deadline to prove that it is well and can reach its control plane.',
  initial: 'hurrying',
  states: {
    hurrying: {
      description: 'From now on the dead man gives the machine only the time to prove itself.',
      invoke: {
        id: 'dead_man',
        src: 'hurryDeadMan',
        input: itsAttempt,
        onDone: {
          target: 'proving',
          actions: {
            type: 'enterPhase',
            params: ({ event }) => ({ phase: 'confirming', deadline: event.output.deadline }),
          },
        },
        onError: GOES_BACK,
      },
    },
    proving: {
      description: 'The health checks run until all pass, and the control plane is reached over a new connection.',
      invoke: {
        id: 'proof',
        src: 'prove',
        input: ({ context }) => ({ until: context.attempt?.deadline ?? 0, brokenUnits: context.brokenUnits }),
        onDone: [
          {
            guard: { type: 'isProven', params: itsOutput },
            target: 'calling_off',
            actions: { type: 'noteProbed', params: itsOutput },
          },
          {
            target: '#agent.rolling_back',
            actions: [
              { type: 'noteProbed', params: itsOutput },
              { type: 'blameProof', params: itsOutput },
            ],
          },
        ],
        onError: GOES_BACK,
      },
    },
    calling_off: {
      description: 'The dead man is called off; if he had begun, the machine goes back, whatever was measured.',
      invoke: {
        id: 'dead_man',
        src: 'callOffDeadMan',
        input: itsAttempt,
        onDone: [
          HAS_FIRED,
          { target: 'setting_profile', actions: { type: 'enterPhase', params: { phase: 'settling' } } },
        ],
        onError: GOES_BACK,
      },
    },
    setting_profile: {
      description: 'The closure becomes the newest generation of the system profile, if it is not.',
      invoke: {
        id: 'profile',
        src: 'setProfile',
        input: itsPath,
        onDone: [
          { guard: 'setsProfileFirst', target: '#agent.reporting', actions: [...DEPLOYED] },
          { target: 'booting' },
        ],
        onError: GOES_BACK,
      },
    },
    booting: {
      description: 'It becomes the boot default: until now a crash would have booted the old system.',
      invoke: {
        id: 'switch',
        src: 'activate',
        input: itsBootStep,
        onDone: [
          { guard: { type: 'isPermanent', params: itsOutput }, target: '#agent.reporting', actions: [...DEPLOYED] },
          { target: '#agent.rolling_back', actions: { type: 'blamePermanence', params: itsOutput } },
        ],
        onError: GOES_BACK,
      },
    },
  },
});
