import { rolloutSetup } from './rollout-setup.ts';

/** The control plane's actor for one rollout: one batch after another, stopped by the first that fails. */
export const rolloutMachine = rolloutSetup.createMachine({
  id: 'rollout',
  description: 'One rollout of a release.',
  context: ({ input }) => ({
    ...input,
    current: 0,
    reason: null,
    cause: 'batch failure',
    phase: null,
    progressDeadline: 0,
    order: 0,
    step: 0,
    due: 0,
    answered: 0,
    stuck: 0,
    reverted: 0,
    failed: null,
    deadline: 0,
  }),
  initial: 'created',
  states: {
    created: {
      description: 'Planned and stored; its machines are claimed.',
      on: {
        start: { target: 'running', actions: ['announceStart', 'orderBatch', 'setDeadline'] },
        cancel: { target: 'cancelled', actions: { type: 'announceCancel', params: { from: 'created' } } },
      },
    },
    running: {
      description: 'One batch after another; the next starts when the one before has succeeded.',
      meta: { wire: 'running' },
      entry: 'startBatch',
      initial: 'in_time',
      on: {
        'batch.succeeded': [
          { guard: 'wasLast', target: 'completed' },
          { guard: 'isLateAndReverts', target: 'reverting', actions: 'noteLate' },
          { guard: 'isLate', target: 'paused', actions: ['noteLate', 'goOn'] },
          { guard: 'isCurrent', target: 'running', reenter: true, actions: 'goOn' },
        ],
        'batch.failed': [
          { guard: 'failsToRevert', target: 'reverting', actions: 'noteFailure' },
          { guard: 'isCurrent', target: 'paused', actions: 'noteFailure' },
        ],
        'mail.returned': { guard: 'couldNotStart', target: 'paused', actions: 'noteReturned' },
        pause: { target: 'paused.by_operator', actions: ['notePause', 'takeBackStart'] },
        cancel: { target: 'cancelled', actions: { type: 'announceCancel', params: { from: 'running' } } },
      },
      states: {
        in_time: {
          description: 'Nothing hurries it, unless it was given a progress deadline.',
          always: { guard: 'hasDeadline', target: 'timed' },
        },
        timed: {
          description: 'It has to be complete before its progress deadline.',
          invoke: {
            id: 'progress',
            src: 'sleepUntil',
            input: ({ context }) => ({ until: context.progressDeadline }),
            onDone: 'overdue',
            onError: { target: 'timed', reenter: true },
          },
        },
        overdue: {
          description: 'The progress deadline has passed: the batch at hand fails.',
          entry: 'stopBatch',
        },
      },
    },
    paused: {
      description: 'No batch begins until an operator resumes or cancels. Machines keep what they were told.',
      meta: { wire: 'paused' },
      entry: 'announcePause',
      initial: 'by_failure',
      on: {
        // What a batch was ordered before, it does not do again: one that is under way is waited for.
        resume: { target: 'running', actions: ['announceResume', 'forgetFailure', 'setDeadline'] },
        cancel: { target: 'cancelled', actions: { type: 'announceCancel', params: { from: 'paused' } } },
      },
      states: {
        by_failure: {
          description: 'A batch has failed, or time is up; a resumed rollout tries again who is not healthy.',
          on: {
            resume: {
              target: '#rollout.running',
              actions: ['announceResume', 'forgetFailure', 'orderBatch', 'setDeadline'],
            },
          },
        },
        by_operator: {
          description: 'An operator has paused it; a batch that has begun goes on, and a resumed rollout waits for it.',
          on: {
            'batch.succeeded': { guard: 'isCurrent', target: 'between_batches', actions: 'noteSuccess' },
            'batch.failed': { guard: 'isCurrent', target: 'by_failure', actions: 'noteFailure' },
            'mail.returned': { guard: 'couldNotStart', target: 'by_failure', actions: 'noteReturned' },
          },
        },
        between_batches: {
          description: 'The batch at hand has succeeded while an operator had paused it; a resumed rollout goes on.',
        },
      },
    },
    reverting: {
      description:
        'A batch has failed, or time is up; batch by batch, the newest first, machines go back to what they ran before.',
      meta: { wire: 'failed', phase: 'reverting' },
      entry: ['announceRevert', 'beginRevert'],
      initial: 'telling',
      on: {
        'machine.reverted': { actions: 'countReverted' },
        'members.gone': { actions: 'countGone' },
        cancel: { target: 'failed', actions: ['settlePhase', 'announceStopped', 'stopReverting'] },
      },
      states: {
        telling: {
          description: 'The machines of one batch are told to go back.',
          entry: ['setStepDeadline', 'announceStep', 'tellBack'],
          always: 'waiting',
        },
        waiting: {
          description: 'Healthy reports on the former paths are waited for.',
          invoke: {
            id: 'deadline',
            src: 'sleepUntil',
            input: ({ context }) => ({ until: context.deadline }),
            onDone: 'giving_up',
            onError: { target: 'waiting', reenter: true },
          },
          on: { 'mail.returned': { guard: 'isLostOrder', actions: 'countReturned' } },
          always: { guard: 'hasReverted', target: 'judging' },
        },
        giving_up: {
          description: 'The health time-out has passed: machines that have not gone back count as not reverted.',
          entry: 'giveUpOnSilent',
          // Who did not get the order to go back is given up too, and counts when that is answered.
          on: { 'mail.returned': { guard: 'isLostWord', actions: 'countReturned' } },
          always: { guard: 'hasReverted', target: 'judging' },
        },
        judging: {
          description: 'The batch before goes back next, unless machines that were well are worse off for it.',
          always: [
            { guard: 'doesHarm', target: '#rollout.failed', actions: ['settlePhase', 'announceHarm'] },
            { guard: 'hasMoreToRevert', target: 'telling', actions: 'revertNext' },
            { target: '#rollout.failed', actions: ['settlePhase', 'announceReverted'] },
          ],
        },
      },
    },
    completed: { description: 'Every batch has succeeded.', entry: 'announceCompletion' },
    failed: { description: 'It has failed, and what could be taken back was.' },
    cancelled: { description: 'An operator ended it; machines keep what they were told.', entry: 'stopAll' },
  },
});
