import { enqueueActions } from 'xstate';
import { batchFailed } from '../../../machines/policy/batch-announcements.ts';
import { fleetKinds } from '../../../services/actors/fleet-kinds.ts';
import { handlers } from '../../../services/actors/requests/requests.ts';
import type { Plan } from '../plan.ts';
import { kindsWith, type Mutation } from './mutation.ts';
import { fails, isResumed, someRollout } from './needs.ts';

/** A machine fails where not everything is tolerated. */
const fallsShort = (plan: Plan): boolean =>
  someRollout(plan, (rollout) => {
    const { failure_threshold, success_threshold } = rollout.body;
    const toleratesSome = failure_threshold !== '100%' && success_threshold == null;
    return toleratesSome && fails(plan, rollout, ['refuses', 'breaks', 'ill']);
  });

/** What an engine does that judges machines and batches by the wrong things. */
export const GATES: readonly Mutation[] = [
  {
    name: 'count a stale report',
    sentence: 'a report counts for whatever is open, also when it names another assignment',
    seenBy: ['evidence', 'nobody is blamed for nothing'],
    needs: (plan) =>
      someRollout(
        plan,
        (one) => (one.body.health_timeout ?? 0) <= 30 && isResumed(plan, one, 10_000) && fails(plan, one, ['slow']),
      ),
    broken: () => ({
      handlers: {
        ...handlers,
        report: (turn, { machineId, report }, chance) =>
          handlers.report(turn, { machineId, report: { ...report, assignment: null } }, chance),
      },
    }),
  },
  {
    name: 'count the health of another path',
    sentence: 'a healthy report settles what is open, whichever path it names',
    seenBy: ['evidence'],
    broken: () => ({
      handlers: {
        ...handlers,
        report(turn, input, chance) {
          handlers.report(turn, input, chance);
          const { machineId, report } = input;
          const assignment = turn.unit.machines.known(machineId)?.open_assignment;
          if (assignment == null || report.health?.all_passed !== true) return;
          turn.send(`machine:${machineId}`, { type: 'deploy.confirmed', assignment });
        },
      },
    }),
  },
  {
    name: 'tolerate one more',
    sentence: 'a batch succeeds with one unhealthy machine more than it tolerates',
    seenBy: ['tolerance'],
    needs: fallsShort,
    broken: () => ({
      kinds: kindsWith('batch', ({ born }) => ({
        born(unit, id, now) {
          const input = born(unit, id, now);
          return input && { ...input, allowed: Number('allowed' in input && input.allowed) + 1 };
        },
      })),
    }),
  },
  {
    name: 'do not count who has to be healthy',
    sentence: 'a batch succeeds whatever its success threshold says',
    seenBy: ['enough'],
    needs: (plan) => someRollout(plan, (one) => one.body.success_threshold != null && fails(plan, one)),
    broken: () => ({
      kinds: kindsWith('batch', ({ born }) => ({
        born(unit, id, now) {
          const input = born(unit, id, now);
          return input && { ...input, required: null };
        },
      })),
    }),
  },
  {
    name: 'skip the soak time',
    sentence: 'the first healthy report settles a machine that has to stay healthy for a while',
    seenBy: ['evidence'],
    needs: (plan) => someRollout(plan, ({ body }) => (body.soak_seconds ?? 0) > 0),
    broken: () => ({
      kinds: kindsWith('machine', ({ machine }) => ({
        machine: (host) => machine(host).provide({ guards: { beginsToSoak: () => false, soaks: () => false } }),
      })),
    }),
  },
  {
    name: 'let the time alone end a soak',
    sentence: 'a second healthy report ends the soak time, however soon it comes',
    seenBy: ['evidence'],
    needs: (plan) => someRollout(plan, ({ body }) => (body.soak_seconds ?? 0) > 0),
    broken: () => ({
      kinds: kindsWith('machine', ({ machine }) => ({
        machine: (host) => machine(host).provide({ guards: { soaks: () => false } }),
      })),
    }),
  },
  {
    name: 'wake early',
    sentence: 'deadlines pass ten seconds before their time',
    seenBy: ['nobody is blamed for nothing'],
    broken: () => ({
      kinds: (clock) =>
        fleetKinds({
          now: () => clock.now(),
          sleepUntil: (until, signal) => clock.sleepUntil(until - 10_000, signal),
        }),
    }),
  },
  {
    name: 'pass over a failed batch',
    sentence: 'the rollout goes on when a batch has failed as if it had succeeded',
    seenBy: ['one batch after another', 'completed means complete'],
    needs: fallsShort,
    broken: () => ({
      kinds: kindsWith('batch', ({ machine }) => ({
        machine: (host) =>
          machine(host).provide({
            actions: {
              announceFailure: enqueueActions(({ context, enqueue }) => {
                for (const said of batchFailed(context as Parameters<typeof batchFailed>[0])) {
                  const { index } = context;
                  enqueue.emit(said.type === 'tell' ? { ...said, event: { type: 'batch.succeeded', index } } : said);
                }
              }),
            },
          }),
      })),
    }),
  },
];
