import { type MachineContext, machineSetup } from './machine-setup.ts';

/** The control plane's actor for one managed machine: where it is in its life, and what it should run. */
export const machineMachine = machineSetup.createMachine({
  id: 'machine',
  description: 'One managed machine as the control plane sees it.',
  context: ({ input: { lifecycle, ...known } }) => ({
    ...known,
    beganAs: lifecycle,
    part: null,
    lastOrder: null,
    lastRevert: null,
  }),
  type: 'parallel',
  states: {
    lifecycle: {
      description: 'Where the machine is in its life; only active machines take part in rollouts.',
      initial: 'entering',
      states: {
        entering: {
          description: 'The actor is new: it goes on where the rows of the machine say.',
          always: [
            { guard: { type: 'beganAs', params: { lifecycle: 'pending' } }, target: 'pending' },
            { guard: { type: 'beganAs', params: { lifecycle: 'provisioning' } }, target: 'provisioning' },
            { guard: { type: 'beganAs', params: { lifecycle: 'maintenance' } }, target: 'maintenance' },
            { guard: { type: 'beganAs', params: { lifecycle: 'decommissioned' } }, target: 'decommissioned' },
            { target: 'active' },
          ],
        },
        pending: {
          description: 'Announced, not seen yet. The first report makes it active.',
          on: {
            'machine.seen': 'active',
            provision: 'provisioning',
            activate: 'active',
            decommission: 'decommissioned',
          },
        },
        provisioning: {
          description: 'Being installed. The first report makes it active.',
          on: { 'machine.seen': 'active', reset: 'pending', activate: 'active' },
        },
        active: {
          description: 'In service: rollouts may target it.',
          on: { maintain: 'maintenance', decommission: 'decommissioned' },
        },
        maintenance: {
          description: 'Taken out for a while: it reports as ever, and rollouts pass it by.',
          on: { activate: 'active', decommission: 'decommissioned' },
        },
        decommissioned: { description: 'Out of service for good.' },
      },
    },
    deployment: {
      description: 'What the machine should run, and whether it does.',
      initial: 'unknown',
      on: {
        'path.changed': { actions: 'notePath' },
        maintain: { guard: 'isWaitedFor', actions: { type: 'excuse', params: { reason: 'it went to maintenance' } } },
        decommission: {
          guard: 'isWaitedFor',
          actions: { type: 'excuse', params: { reason: 'it was decommissioned' } },
        },
        remove: { guard: 'hasOpenPart', actions: { type: 'excuse', params: { reason: 'it was deleted' } } },
        deploy: [
          { guard: 'hasSettledThis', actions: ['answerAgain', 'noteOrder'] },
          { guard: 'isActive', target: '.pending_deploy', actions: ['leaveToNewer', 'takePart', 'noteOrder'] },
          { actions: ['stayOut', 'noteOrder'] },
        ],
        revert: [
          { guard: 'canRevert', target: '.pending_deploy', actions: ['goBack', 'noteOrder'] },
          { actions: ['declineRevert', 'noteOrder'] },
        ],
        give_up: { guard: 'isUnheardOf', actions: ['answerForLost', 'noteOrder'] },
        stand_down: { guard: 'isOpenIn', actions: 'closePart' },
        desire: [
          { guard: 'isAskedAlready' },
          { guard: 'hasOpenPart', target: '.pending_deploy', actions: ['settleChanged', 'desire'] },
          { target: '.pending_deploy', actions: 'desire' },
        ],
        clear_desired: [
          { guard: 'hasOpenPart', target: '.unknown', actions: ['settleChanged', 'clearDesired'] },
          { target: '.unknown', actions: 'clearDesired' },
        ],
      },
      states: {
        unknown: {
          description: 'Nothing is desired.',
          always: { guard: 'hasDesired', target: 'pending_deploy' },
        },
        in_sync: {
          description: 'It runs what it should.',
          on: { 'path.changed': { target: 'pending_deploy', actions: 'notePath' } },
        },
        pending_deploy: {
          description: 'It was told what to run and has not yet proved that it does.',
          always: { guard: 'runsDesired', target: 'in_sync' },
          on: {
            'deploy.confirmed': [
              { guard: 'beginsToSoak', actions: 'beginSoak' },
              { guard: 'soaks' },
              { guard: 'isOpen', actions: 'settleHealthy' },
            ],
            'deploy.failed': {
              guard: 'isOpen',
              target: 'failed',
              actions: [
                { type: 'blamePath', params: itsReason },
                { type: 'settleUnhealthy', params: itsReason },
              ],
            },
            'path.changed': [
              {
                guard: 'strays',
                target: 'failed',
                actions: [
                  { type: 'blamePath', params: itsStraying },
                  { type: 'settleUnhealthy', params: itsStraying },
                  'notePath',
                ],
              },
              { actions: 'notePath' },
            ],
            give_up: { guard: 'isGivenUp', target: 'failed', actions: { type: 'settleUnhealthy', params: itsSilence } },
          },
        },
        failed: {
          description: 'It could not be brought to what it should run, or is not healthy there.',
          on: {
            'path.changed': [
              { guard: 'reachesDesired', target: 'pending_deploy', actions: 'notePath' },
              { actions: 'notePath' },
            ],
            'check.passed': { guard: 'runsDesired', target: 'in_sync', actions: 'clearPath' },
          },
        },
      },
    },
  },
});

/** The reason that an event gives. */
function itsReason({ event }: { readonly event: { readonly reason: string } }): { reason: string } {
  return { reason: event.reason };
}

/** Why it is given up; it may have been healthy, and not for long enough. */
function itsSilence({ context: { part }, event }: Silence): { reason: string } {
  if (part === null || part.soaksSince === null) return { reason: event.reason };
  return { reason: `it was healthy, and no healthy report came after its soak time of ${part.soakMs / 1000} s` };
}

interface Silence {
  readonly context: MachineContext;
  readonly event: { readonly reason: string };
}

function itsStraying({ event }: { readonly event: { readonly path: string } }): { reason: string } {
  return { reason: `it left the wanted path before its soak time was over, and reports ${event.path || 'none'}` };
}
