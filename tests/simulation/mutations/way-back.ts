import { machineMachine } from '../../../machines/machine.ts';
import { machineSetup } from '../../../machines/machine-setup.ts';
import { desiredBy, partFor } from '../../../machines/policy/part.ts';
import { told } from '../../../machines/policy/settlement.ts';
import type { Plan } from '../plan.ts';
import { kindsWith, type Mutation, unitWith } from './mutation.ts';
import { fails, isDisturbed, isResumed, someRollout } from './needs.ts';

/** A machine fails where that makes all go back. */
const fallsBack = (plan: Plan): boolean =>
  someRollout(plan, (rollout) => rollout.body.on_failure === 'revert' && fails(plan, rollout));

/** What an engine does that does not take everybody back to where they were. */
export const WAY_BACK: readonly Mutation[] = [
  {
    name: 'forget the former path at a retry',
    sentence: 'what a machine ran before a rollout is captured anew at every try',
    seenBy: ['the first former path stays', 'nobody is told for nothing'],
    needs: (plan) => someRollout(plan, (rollout) => isResumed(plan, rollout) && fails(plan, rollout)),
    broken: () => ({
      kinds: kindsWith('machine', ({ machine }) => ({
        machine: (host) =>
          machine(host).provide({
            actions: {
              takePart: machineSetup.enqueueActions(({ context, event, enqueue }) => {
                if (event.type !== 'deploy') return;
                const part = partFor({ ...context, part: null }, event);
                enqueue.assign({ part, desired: desiredBy(part) });
                told({ ...part, machineId: context.machineId }).forEach((said) => enqueue.emit(said));
              }),
            },
          }),
      })),
    }),
  },
  {
    name: 'forget a machine on the way back',
    sentence: 'one machine of each batch is not told to go back',
    seenBy: ['who could not go back was told to', 'nobody is left behind'],
    needs: fallsBack,
    broken: () => ({
      createUnit: unitWith((unit, db) => {
        const lose = db.prepare<[string, number]>(
          'DELETE FROM mailbox WHERE id = (SELECT max(id) FROM mailbox WHERE sender = ? AND delivery = ?)',
        );
        const tellMany = unit.tellMany.bind(unit);
        return {
          tellMany(list, mail, now) {
            tellMany(list, mail, now);
            if (mail.event.type === 'revert') lose.run(mail.sender, mail.delivery);
          },
        };
      }),
    }),
  },
  {
    name: 'take back the last batch only',
    sentence: 'batches before the one that failed keep the new path',
    seenBy: ['nobody is left behind'],
    needs: fallsBack,
    broken: () => ({
      kinds: kindsWith('rollout', ({ machine }) => ({
        machine: (host) => machine(host).provide({ guards: { hasMoreToRevert: () => false } }),
      })),
    }),
  },
  {
    name: 'overrule operators on the way back',
    sentence: 'a machine is taken back also when an operator has told it something else since',
    seenBy: ['nobody is overruled'],
    needs: (plan) => someRollout(plan, (one) => one.body.on_failure === 'revert' && isDisturbed(plan, one, 'notify')),
    broken: () => ({
      kinds: kindsWith('machine', () => ({
        machine: () =>
          machineMachine.provide({
            guards: {
              canRevert: ({ context: { part }, event }) =>
                event.type === 'revert' && part?.rollout === event.rollout && part.previous !== null,
            },
          }),
      })),
    }),
  },
];
