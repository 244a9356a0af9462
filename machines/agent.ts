import { agentBirth, agentSetup } from './agent-setup.ts';
import type { Failure } from './errors.ts';
import type { Activated } from './ports.ts';

/** The version of this chart's snapshots. An agent that finds a newer one begins anew. */
export const AGENT_VERSION = 1;

/** Brings a machine to what is wanted of it, proves that it is well there, or takes it back. */
export const agentMachine = agentSetup.createMachine({
  id: 'agent',
  description: 'The agent of one machine.',
  context: agentBirth,
  initial: 'checking',
  on: { started: { actions: 'takeSettings' } },
  states: {
    idle: {
      description: 'Waits for the next poll; health reports are made here.',
      initial: 'scheduling',
      on: { started: { target: 'checking', actions: 'takeSettings' } },
      states: {
        scheduling: {
          description: 'The next poll comes a whole interval after the cycle has ended.',
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
              actions: [{ type: 'noteProbed', params: itsOutput }, 'scheduleHealth', 'reportHealth'],
            },
            onError: { target: 'waiting', actions: 'skipHealth' },
          },
        },
        delivering: {
          description: 'The periodic report is sent, after what waits in the outbox.',
          invoke: { id: 'delivery', src: 'deliverReports', input: {}, onDone: 'waiting', onError: 'waiting' },
        },
      },
    },
    checking: {
      description: 'Asks the control plane what to run and compares it with what runs.',
      initial: 'asking',
      states: {
        asking: {
          description: 'The control plane is asked.',
          invoke: {
            id: 'question',
            src: 'askWanted',
            input: {},
            onDone: { target: 'deciding', actions: { type: 'noteWanted', params: itsOutput } },
            onError: {
              target: '#agent.idle',
              actions: [{ type: 'noteFailedCheck', params: itsReason }, 'retrySoon'],
            },
          },
        },
        deciding: {
          description: 'What is wanted is known, and what runs.',
          always: [
            { guard: 'hasNothingToDo', target: '#agent.reporting' },
            { guard: 'runsNewAssignment', target: 'confirming' },
            { guard: 'runsWanted', target: '#agent.reporting', actions: 'reportUpToDate' },
            { target: '#agent.fetching' },
          ],
        },
        confirming: {
          description: 'A rollout wants what runs already: the health checks say whether the machine is well.',
          invoke: {
            id: 'health',
            src: 'probe',
            input: ({ context }) => ({ until: context.deadline }),
            onDone: {
              target: '#agent.reporting',
              actions: [{ type: 'noteProbed', params: itsOutput }, 'noteConfirmed', 'reportConfirmed'],
            },
            onError: '#agent.idle',
          },
        },
      },
    },
    fetching: {
      description: 'Brings the wanted closure into the store. Nothing of the running system has changed yet.',
      initial: 'copying',
      on: { started: { target: 'checking', actions: 'takeSettings' } },
      states: {
        copying: {
          description: 'The closure is copied from the cache, or from where the host itself would get it.',
          invoke: {
            id: 'fetch',
            src: 'fetchClosure',
            input: ({ context: { wanted } }) => ({ path: wanted?.path ?? '', cacheUrl: wanted?.cacheUrl ?? null }),
            onDone: [{ guard: 'isDryRun', target: '#agent.reporting', actions: 'reportDryRun' }, { target: 'looking' }],
            onError: {
              target: '#agent.reporting',
              actions: [{ type: 'noteFailedFetch', params: itsReason }, 'retrySoon'],
            },
          },
        },
        looking: {
          description: 'What runs is remembered, for the way back; while somebody else switches, nothing is done.',
          invoke: {
            id: 'look',
            src: 'rememberSystem',
            input: {},
            onDone: [
              { guard: { type: 'isBusy', params: itsOutput }, target: '#agent.idle' },
              {
                target: '#agent.applying',
                actions: [{ type: 'beginAttempt', params: itsOutput }, 'reportApplying'],
              },
            ],
            onError: { target: '#agent.idle', actions: 'retrySoon' },
          },
        },
      },
    },
    applying: {
      description: 'Switches the machine to the wanted closure, in a life apart from the agent.',
      initial: 'announcing',
      states: {
        announcing: {
          description: 'The control plane is told; whether it hears it changes nothing.',
          // Nothing was touched yet, and what is wanted may be another by now.
          on: { started: { target: '#agent.checking', actions: 'takeSettings' } },
          invoke: {
            id: 'delivery',
            src: 'deliverReports',
            input: {},
            onDone: 'setting_profile',
            onError: 'setting_profile',
          },
        },
        setting_profile: {
          description: 'The closure becomes the newest generation of the system profile.',
          invoke: {
            id: 'profile',
            src: 'setProfile',
            input: ({ context }) => ({ path: context.wanted?.path ?? '' }),
            onDone: 'activating',
            onError: {
              target: '#agent.reporting',
              actions: [{ type: 'reportNotApplied', params: itsReason }, 'rememberFailure'],
            },
          },
        },
        activating: {
          description: 'The switch runs; it goes on without the agent when it stops or replaces it.',
          invoke: {
            id: 'switch',
            src: 'activate',
            input: ({ context }) => ({ path: context.wanted?.path ?? '', attempt: context.attempt }),
            onDone: [
              {
                guard: { type: 'isActivated', params: itsOutput },
                target: '#agent.verifying',
                actions: { type: 'noteActivated', params: itsOutput },
              },
              {
                target: '#agent.rolling_back',
                actions: [
                  { type: 'noteActivated', params: itsOutput },
                  { type: 'blameSwitch', params: itsOutput },
                ],
              },
            ],
            onError: { target: '#agent.rolling_back', actions: { type: 'blameStart', params: itsReason } },
          },
        },
      },
    },
    verifying: {
      description: 'The health checks have until the deadline to pass on the new closure.',
      initial: 'setting_profile',
      states: {
        setting_profile: {
          description: 'A switch may have moved the system profile: it is set right again.',
          invoke: {
            id: 'profile',
            src: 'setProfile',
            input: ({ context }) => ({ path: context.wanted?.path ?? '' }),
            onDone: 'probing',
            onError: 'probing',
          },
        },
        probing: {
          description: 'The health checks run until all pass.',
          invoke: {
            id: 'health',
            src: 'probe',
            input: ({ context }) => ({ until: context.deadline }),
            onDone: [
              {
                guard: { type: 'isWell', params: itsOutput },
                target: '#agent.reporting',
                actions: [{ type: 'noteProbed', params: itsOutput }, 'noteConfirmed', 'reportDeployed'],
              },
              { target: '#agent.rolling_back', actions: [{ type: 'noteProbed', params: itsOutput }, 'blameHealth'] },
            ],
            onError: { target: '#agent.rolling_back', actions: { type: 'blameProbe', params: itsReason } },
          },
        },
      },
    },
    rolling_back: {
      description: 'Returns the machine to what ran before the attempt.',
      initial: 'setting_profile',
      states: {
        setting_profile: {
          description: 'What ran before becomes the newest generation; if that fails, to run it matters more.',
          invoke: {
            id: 'profile',
            src: 'setProfile',
            input: ({ context }) => ({ path: context.previous }),
            onDone: 'activating',
            onError: 'activating',
          },
        },
        activating: {
          description: 'The switch back runs.',
          invoke: {
            id: 'switch',
            src: 'activate',
            input: ({ context }) => ({ path: context.previous, attempt: `${context.attempt}-back` }),
            onDone: [
              {
                guard: { type: 'runsPrevious', params: itsOutput },
                target: '#agent.reporting',
                actions: [{ type: 'noteActivated', params: itsOutput }, 'reportRolledBack', 'rememberFailure'],
              },
              {
                target: '#agent.reporting',
                actions: [
                  { type: 'noteActivated', params: itsOutput },
                  { type: 'reportStuck', params: ({ event }) => whyStuck(event.output) },
                  'rememberFailure',
                ],
              },
            ],
            onError: {
              target: '#agent.reporting',
              actions: [{ type: 'reportStuck', params: itsReason }, 'rememberFailure'],
            },
          },
        },
      },
    },
    reporting: {
      description: 'Sends the report, after what waits in the outbox; what is not taken stays there.',
      invoke: { id: 'delivery', src: 'deliverReports', input: {}, onDone: 'idle', onError: 'idle' },
    },
  },
});

/** What an effect answered. */
function itsOutput<Output>({ event }: { readonly event: { readonly output: Output } }): Output {
  return event.output;
}

/** Why an effect failed: `fromEffect` makes every error a `Failure`. */
function itsReason({ event }: { readonly event: { readonly error: unknown } }): { reason: string } {
  return { reason: (event.error as Failure).message };
}

function whyStuck({ running, exitCode, said }: Activated): { reason: string } {
  const runs = running === '' ? 'nothing runs' : `${running} runs`;
  return { reason: `the switch back ended with exit code ${exitCode}, and ${runs}${said && ` (${said})`}` };
}
