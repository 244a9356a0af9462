import { itemsOf } from '../plan.ts';
import { type Mutation, unitWith } from './mutation.ts';
import { isDisturbed, since, someRollout, strikes } from './needs.ts';

const ROWS = 'rows that must not be: ';

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
    seenBy: ['nobody is told for nothing', `${ROWS}a machine that was told by a cancelled rollout`],
    // Orders wait where the control plane is busy, or has to redo a group, while somebody cancels at once.
    needs: (plan) =>
      someRollout(
        plan,
        (rollout) =>
          strikes(plan, ({ what }) => what === 'full disk' || what === 'busy' || what === 'crash', since(rollout, 5)) &&
          itemsOf(plan, 'reaction').some(({ of, on, what, after }) => {
            return of === rollout.id && on === 'running' && what === 'cancelRollout' && after < 3;
          }),
      ),
    broken: () => ({
      createUnit: unitWith(({ mailbox }) => ({ mailbox: { ...mailbox, recall: () => undefined } })),
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
