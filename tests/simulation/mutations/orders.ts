import { enqueueActions } from 'xstate';
import { tell } from '../../../machines/emissions.ts';
import { itemsOf, type Plan, type PlannedRollout, type Reaction } from '../plan.ts';
import { kindsWith, type Mutation, unitWith } from './mutation.ts';
import { isDisturbed, isPaused, since, someRollout, strikes } from './needs.ts';

const ROWS = 'rows that must not be: ';

/** Somebody asks this of a rollout as soon as it runs, where the control plane is busy or has to redo a group. */
const isAskedAmidTrouble = (plan: Plan, rollout: PlannedRollout, asked: Reaction['what']): boolean =>
  strikes(plan, ({ what }) => what === 'full disk' || what === 'busy' || what === 'crash', since(rollout, 5)) &&
  itemsOf(plan, 'reaction').some(
    ({ of, on, what, after }) => of === rollout.id && on === 'running' && what === asked && after < 3,
  );

/** What an engine does that lets rollouts and operators get in each other's way. */
export const ORDERS: readonly Mutation[] = [
  {
    name: 'do not look at claims',
    sentence: 'a rollout takes machines that another one has',
    seenBy: ['nobody has two rollouts'],
    needs: (plan) => itemsOf(plan, 'rollout').length > 1,
    broken: () => ({
      createUnit: unitWith(({ rollouts }, db) => {
        const forget = db.prepare<[string]>('DELETE FROM claims WHERE machine_id = ?');
        return {
          rollouts: {
            ...rollouts,
            claims: () => [],
            addMachines(id, machines, now) {
              for (const { machineId } of machines) forget.run(machineId);
              rollouts.addMachines(id, machines, now);
            },
          },
        };
      }),
    }),
  },
  {
    name: 'cancel without a recall',
    sentence: 'orders that wait when a rollout is cancelled are still carried out',
    seenBy: [
      'nobody is told for nothing',
      'the end is the end',
      `${ROWS}a machine that was told by a cancelled rollout`,
    ],
    // Orders wait where the control plane is busy, or has to redo a group, while somebody cancels at once.
    needs: (plan) => someRollout(plan, (rollout) => isAskedAmidTrouble(plan, rollout, 'cancelRollout')),
    broken: () => ({
      createUnit: unitWith(({ mailbox }) => ({ mailbox: { ...mailbox, recall: () => undefined } })),
    }),
  },
  {
    name: 'pause in name only',
    sentence: 'a rollout that an operator has paused goes on with the next batch',
    seenBy: ['a pause is a pause'],
    needs: (plan) => someRollout(plan, (rollout) => isPaused(plan, rollout)),
    broken: () => ({
      kinds: kindsWith('rollout', ({ machine }) => ({
        machine: (host) =>
          machine(host).provide({
            actions: {
              noteSuccess: enqueueActions(({ context: { id, current, sizes }, enqueue }) => {
                if (current + 1 === sizes.length) return;
                enqueue.emit(tell(`batch:${id}:${current + 1}`, { type: 'start' }));
              }),
            },
          }),
      })),
    }),
  },
  {
    name: 'pause without a recall',
    sentence: 'a batch begins that was ordered just before an operator paused its rollout',
    seenBy: ['a pause is a pause'],
    needs: (plan) => someRollout(plan, (rollout) => isAskedAmidTrouble(plan, rollout, 'pauseRollout')),
    broken: () => ({
      kinds: kindsWith('rollout', ({ machine }) => ({
        machine: (host) => machine(host).provide({ actions: { takeBackStart: () => undefined } }),
      })),
    }),
  },
  {
    name: 'lose the answers of who is deleted',
    sentence: 'mail to and from a machine is thrown away when it is deleted',
    seenBy: ['nobody is waited for without end', 'nothing hangs'],
    needs: (plan) => someRollout(plan, (rollout) => isDisturbed(plan, rollout, 'delete')),
    broken: () => ({
      createUnit: unitWith(({ mailbox }) => ({
        mailbox: {
          ...mailbox,
          about(address) {
            mailbox.withdraw(address);
            return [];
          },
        },
      })),
    }),
  },
];
