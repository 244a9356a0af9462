import { agentProgress } from './agent-progress.ts';
import { counted } from './counted.ts';
import type { BatchStanding, Because, WhyFacts } from './why-facts.ts';

/** Why a machine has no verdict yet. */
export function whyPending(facts: WhyFacts): Because {
  const { status } = facts.rollout;
  switch (status) {
    case 'created':
      return {
        code: 'not_started',
        sentence: 'the rollout is planned and about to start',
        what: 'batch',
        whom: 'executor',
      };
    case 'running':
      return whileRunning(facts);
    case 'paused':
      return whilePaused(facts);
    case 'completed':
      return { code: 'not_waited_for', sentence: 'the rollout is complete and did not wait for this machine' };
    case 'cancelled':
      return afterCancel(facts);
    case 'failed':
      return afterFailure(facts);
  }
}

/** A batch was started again, and this machine has not been told yet: what is known of it is of the try before. */
export function isOfEarlierTry({ batches, part }: WhyFacts): boolean {
  const batch = batches.find(({ index }) => index === part.batchIndex);
  if (batch === undefined || batch.startedAt === null || !isActive(batch)) return false;
  const latest = Math.max(part.startedAt ?? 0, part.settledAt ?? 0);
  return latest < batch.startedAt;
}

/** The order of a batch that was started is on its way to the machine. */
export const orderOnItsWay = ({ part, batches }: WhyFacts): Because => ({
  code: 'dispatching',
  sentence: `batch ${part.batchIndex + 1} has started; the machine's order is on its way`,
  what: 'order',
  whom: 'executor',
  since: batches.find(({ index }) => index === part.batchIndex)?.startedAt ?? null,
});

/** Why a rollout is paused, and what to do about it. */
export function pauseOf({ rollout, batches }: WhyFacts): string {
  const failed = batches.find(({ status }) => status === 'failed');
  const cause = failed === undefined ? (rollout.reason ?? 'no reason was recorded') : failureOf(failed, rollout);
  return `the rollout is paused: ${cause}; resume it or cancel it`;
}

/** What a machine with this part is told to run, and what it leaves for it. */
export const orderIn = ({ machineId, wanted, previous }: WhyFacts['part']) => ({
  ...{ machineId, path: wanted },
  leaves: { path: previous, called: 'the old path' },
});

const isActive = ({ status }: BatchStanding): boolean => status === 'deploying' || status === 'waiting_health';

const failureOf = ({ index, unhealthy }: BatchStanding, { failureThreshold }: WhyFacts['rollout']): string =>
  `batch ${index + 1} failed (${unhealthy} unhealthy, ${failureThreshold} tolerated)`;

function whileRunning(facts: WhyFacts): Because {
  const { batches, part, rollout } = facts;
  const own = batches.find(({ index }) => index === part.batchIndex);
  const number = part.batchIndex + 1;
  switch (own?.status) {
    case 'deploying':
    case 'waiting_health':
      return isOfEarlierTry(facts) ? orderOnItsWay(facts) : underWay(facts, own.startedAt);
    case 'succeeded':
      return { code: 'not_waited_for', sentence: `batch ${number} has succeeded without waiting for it` };
    case 'failed':
      return { code: 'stopping', sentence: `${failureOf(own, rollout)}; the rollout is about to stop` };
    case 'pending':
    case undefined:
      return beforeItsBatch(facts);
  }
}

/** It was told in this try of its batch, and proves nothing yet. */
function underWay(facts: WhyFacts, batchStartedAt: number | null): Because {
  const { part, machine, now, rollout } = facts;
  if (part.startedAt === null) return orderOnItsWay(facts);
  const until = batchStartedAt === null ? null : batchStartedAt + rollout.healthTimeoutMs;
  return agentProgress(machine, { ...orderIn(part), toldAt: part.startedAt, now, until });
}

function beforeItsBatch({ batches, part, rollout }: WhyFacts): Because {
  const number = part.batchIndex + 1;
  const first = batches.find(({ status }) => status !== 'succeeded');
  if (first === undefined || first.index >= part.batchIndex) {
    return { code: 'starting', sentence: `batch ${number} is about to start`, what: 'batch', whom: 'executor' };
  }
  return {
    code: 'earlier_batch',
    sentence: first.index + 1 === part.batchIndex ? afterTheOneBefore(first) : afterSeveral(first, part.batchIndex),
    what: 'batch',
    whom: `batch:${first.index}`,
    since: first.startedAt,
    until: first.startedAt === null ? null : first.startedAt + rollout.healthTimeoutMs,
  };
}

function afterTheOneBefore({ index, status, open }: BatchStanding): string {
  const [before, next] = [`batch ${index + 1}`, `batch ${index + 2}`];
  if (status === 'pending') return `${next} starts after ${before}, which is about to start`;
  if (status === 'failed') return `${next} has to wait: ${before} has failed`;
  if (open === 0) return `${next} starts as soon as ${before} is judged`;
  return `${next} starts when ${open} more of ${before} ${open === 1 ? 'is' : 'are'} healthy`;
}

function afterSeveral({ index, status, open }: BatchStanding, own: number): string {
  const at = `batch ${index + 1}`;
  const work = status === 'pending' ? `${at} is about to start` : `${at} waits for ${counted(open, 'machine')}`;
  return `batch ${own + 1} starts after batch ${own}; ${work}`;
}

/** Who was told goes on, whatever the rollout does. */
function whilePaused(facts: WhyFacts): Because {
  const { part, machine, now, rollout } = facts;
  const paused = { code: 'paused', what: 'decision', whom: 'operator', since: rollout.updatedAt } as const;
  if (part.startedAt === null) return { ...paused, sentence: pauseOf(facts) };
  const order = { ...orderIn(part), toldAt: part.startedAt, now, until: null };
  return { ...paused, sentence: `${pauseOf(facts)}; this machine: ${agentProgress(machine, order).sentence}` };
}

function afterCancel({ part: { startedAt, wanted }, rollout: { updatedAt } }: WhyFacts): Because {
  const [code, since] = ['cancelled', updatedAt] as const;
  if (startedAt === null) return { code, since, sentence: 'the rollout was cancelled before its turn came' };
  return { code, since, sentence: `the rollout was cancelled; it keeps what it was told to run: ${wanted}` };
}

function afterFailure({ part: { startedAt }, rollout: { phase, updatedAt } }: WhyFacts): Because {
  const since = updatedAt;
  if (startedAt === null) return { code: 'failed_before', since, sentence: 'the rollout failed before its turn came' };
  if (phase !== 'reverting')
    return { code: 'not_waited_for', since, sentence: 'the rollout has failed and did not wait for this machine' };
  const sentence = 'the rollout has failed; the order to go back is on its way to the machine';
  return { code: 'reverting', sentence, since, what: 'order', whom: 'executor' };
}
