import type { DesiredGeneration } from '../../../machines/model/machine.ts';
import { handlers } from '../../../services/actors/requests/requests.ts';
import { isStorageFailure } from '../../../services/store/storage-failure.ts';
import { REAL_PARTS } from '../engine-parts.ts';
import { itemsOf } from '../plan.ts';
import { type Mutation, unitWith } from './mutation.ts';
import { diskFills, ends, fails, since, someRollout, strikes } from './needs.ts';

const ROWS = 'rows that must not be: ';
const LOST = ['an acknowledged report is never lost', 'an acknowledged order is never lost'];

/** What an engine does that does not keep to "first the commit, then the world", or that does not remember. */
export const DURABILITY: readonly Mutation[] = [
  {
    name: 'tell machines before the commit',
    sentence: 'a machine hears what it should run as soon as that is decided, also when it is never committed',
    seenBy: ['nobody runs what nobody wanted'],
    needs: (plan) =>
      someRollout(plan, (one) => strikes(plan, (does) => does.what === 'full disk' && does.commits > 1, since(one, 3))),
    broken() {
      const told = new Map<string, DesiredGeneration>();
      return {
        createUnit: unitWith(({ machines }) => ({
          machines: {
            ...machines,
            setDesired(machineId, desired, now) {
              const { path: hash, cacheUrl: cache_url, assignment } = desired;
              told.set(machineId, { hash, cache_url, assignment, poll_hint: null });
              machines.setDesired(machineId, desired, now);
            },
          },
        })),
        reads(db) {
          const { desired } = REAL_PARTS.reads(db);
          return { desired: (machineId) => told.get(machineId) ?? desired(machineId) };
        },
      };
    },
  },
  {
    name: 'answer before the commit',
    sentence: 'who asks hears that it is done as soon as it is carried out, also when it is never committed',
    seenBy: LOST,
    needs: (plan) => strikes(plan, ({ what }) => what === 'crash' || what === 'full disk'),
    broken: () => ({
      ask: (shard, work) =>
        new Promise((resolve, reject) => {
          const inTurn = (turn: Parameters<typeof work>[0]) => {
            const answer = work(turn);
            resolve(answer);
            return answer;
          };
          shard.request(inTurn).catch(reject);
        }),
    }),
  },
  {
    name: 'take a failed commit for one that was made',
    sentence: 'nobody looks whether the disk was full',
    seenBy: ['memory is as the disk', ...LOST],
    needs: diskFills,
    broken: () => ({
      createUnit: unitWith(({ transaction }) => ({
        transaction<T>(work: () => T): T {
          try {
            return transaction(work);
          } catch (error) {
            if (!isStorageFailure(error)) throw error;
            return undefined as T;
          }
        },
      })),
    }),
  },
  {
    name: 'keep half of what failed',
    sentence: 'what a group had written before its commit failed is not rolled back',
    seenBy: ['what failed has left nothing'],
    needs: diskFills,
    broken: () => ({
      createUnit: unitWith(({ transaction }) => ({
        transaction<T>(work: () => T): T {
          const end = transaction<{ answer: T } | { error: unknown }>(() => {
            try {
              return { answer: work() };
            } catch (error) {
              return { error };
            }
          });
          if ('error' in end) throw end.error;
          return end.answer;
        },
      })),
    }),
  },
  {
    name: 'lose mail at a crash',
    sentence: 'mail that waits is forgotten when the process ends',
    seenBy: ['nothing hangs', 'nobody is blamed for nothing'],
    needs: (plan) => someRollout(plan, (one) => strikes(plan, ends, since(one, 3))),
    broken: () => ({
      createUnit(db) {
        db.exec('DELETE FROM mailbox');
        return REAL_PARTS.createUnit(db);
      },
    }),
  },
  {
    name: 'forget deadlines on restore',
    sentence: 'a restarted process does not know which actors wait for something',
    seenBy: ['nobody is waited for without end', 'nothing hangs'],
    needs: (plan) =>
      someRollout(plan, (one) => fails(plan, one, ['unfetchable', 'slow']) && strikes(plan, ends, since(one, 30_000))),
    broken: () => ({
      createUnit: unitWith(({ snapshots }) => ({ snapshots: { ...snapshots, pending: () => [] } })),
    }),
  },
  {
    name: 'take mail twice',
    sentence: 'mail is taken out of the box one commit after it was handled',
    seenBy: ['said once', 'tolerance'],
    broken: () => ({
      createUnit: unitWith(({ mailbox }) => {
        const handled = new Set<number>();
        const take = (id: number) => {
          if (handled.has(id)) return mailbox.take(id);
          handled.add(id);
          return true;
        };
        return { mailbox: { ...mailbox, take } };
      }),
    }),
  },
  {
    name: 'carry out a repeated order again',
    sentence: 'an Idempotency-Key is not looked up',
    seenBy: ['an acknowledged order is never lost', 'a refused order was not carried out'],
    needs: (plan) => someRollout(plan, (one) => one.isKeyed && strikes(plan, ends, since(one, 3))),
    broken: () => ({
      handlers: {
        ...handlers,
        once: (turn, asked, chance) => ({
          answer: handlers[asked.name](turn, asked.input as never, chance) ?? null,
          isReplay: false,
        }),
      },
    }),
  },
  {
    name: 'take a copy of a report for another report',
    sentence: 'the numbers of reports are not looked at',
    seenBy: ['an acknowledged report is never lost', 'evidence', 'nobody is blamed for nothing'],
    needs: (plan) => itemsOf(plan, 'machine fault').some(({ does }) => does.what === 'network' && does.doubled > 0),
    broken: () => ({
      handlers: {
        ...handlers,
        report: (turn, { machineId, report }, chance) =>
          handlers.report(turn, { machineId, report: { ...report, epoch: null, seq: null } }, chance),
      },
    }),
  },
  {
    name: 'let rows fall behind the chart',
    sentence: 'a machine that is told the same path again is not shown under which assignment',
    seenBy: [ROWS, 'evidence'],
    broken: () => ({
      createUnit: unitWith(({ machines }) => ({
        machines: {
          ...machines,
          setDesired(machineId, desired, now) {
            if (machines.desired(machineId)?.path !== desired.path) machines.setDesired(machineId, desired, now);
          },
        },
      })),
    }),
  },
];
