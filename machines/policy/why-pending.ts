import { agentProgress } from './agent-progress.ts';
import { whyPaused } from './pause-reason.ts';
import { span } from './span.ts';
import { sooner, whyEarlierBatch } from './why-earlier-batch.ts';
import type { BatchStanding, Because, WhyFacts } from './why-facts.ts';

/** Why a machine has no final verdict yet. */
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
export function isOfEarlierTry(facts: WhyFacts): boolean {
  const batch = batchUnderWay(facts);
  return batch !== undefined && facts.part.attempt < batch.attempt;
}

/** The machine's batch while its machines are waited for, as also when an operator has paused the rollout meanwhile. */
export function batchUnderWay({ rollout: { status }, batches, part }: WhyFacts): BatchStanding | undefined {
  if (status !== 'running' && status !== 'paused') return undefined;
  return batches.find((batch) => batch.index === part.batchIndex && isActive(batch));
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
  const reason = rollout.reason ?? (failed === undefined ? null : failureOf(failed));
  return `the rollout is ${whyPaused(reason)}; resume it or cancel it`;
}

/** What a machine with this part is told to run, and what it leaves for it. */
export const orderIn = ({ machineId, wanted, previous }: WhyFacts['part']) => ({
  ...{ machineId, path: wanted },
  leaves: { path: previous, called: 'the old path' },
});

const isActive = ({ status }: BatchStanding): boolean => status === 'deploying' || status === 'waiting_health';

const failureOf = ({ index, unhealthy, size }: BatchStanding): string =>
  `batch ${index + 1} has failed with ${unhealthy} of ${size} unhealthy`;

function whileRunning(facts: WhyFacts): Because {
  const { batches, part } = facts;
  const own = batches.find(({ index }) => index === part.batchIndex);
  const number = part.batchIndex + 1;
  switch (own?.status) {
    case 'deploying':
    case 'waiting_health':
      return inItsBatch(facts, own);
    case 'succeeded':
      return { code: 'not_waited_for', sentence: `batch ${number} has succeeded without waiting for it` };
    case 'failed':
      return { code: 'stopping', sentence: `${failureOf(own)}; the rollout is about to stop` };
    case 'pending':
    case undefined:
      return beforeItsBatch(facts);
  }
}

/** Its batch has begun, and it has not proved enough. */
const inItsBatch = (facts: WhyFacts, own: BatchStanding): Because =>
  isOfEarlierTry(facts) || facts.part.startedAt === null ? orderOnItsWay(facts) : underWay(facts, own);

/** It was told, and has not proved enough. */
function underWay(facts: WhyFacts, own: BatchStanding | undefined): Because {
  const { part, machine, now, rollout } = facts;
  const until = own === undefined ? null : sooner(own.deadline, rollout.deadline);
  if (part.verdict === 'soaking') return soaking(facts, until);
  return agentProgress(machine, { ...orderIn(part), toldAt: part.startedAt ?? now, now, until });
}

/** Its verdict became `soaking` when it was found healthy first. A clock that was set back gives no more than all of it. */
function soaking({ part, rollout: { soakMs }, now }: WhyFacts, until: number | null): Because {
  const { settledAt: since, machineId } = part;
  const left = Math.min((since ?? now) + soakMs - now, soakMs);
  const waits = { code: 'soaking', since, what: 'health', whom: `machine:${machineId}`, until } as const;
  if (left > 0) return { ...waits, sentence: `healthy, and soaking: ${span(left)} left` };
  return { ...waits, sentence: 'has soaked long enough; its next passing health report settles it' };
}

function beforeItsBatch(facts: WhyFacts): Because {
  const { batches, part } = facts;
  const first = batches.find(({ status }) => status !== 'succeeded');
  if (first !== undefined && first.index < part.batchIndex) return whyEarlierBatch(first, facts);
  return {
    code: 'starting',
    sentence: `batch ${part.batchIndex + 1} is about to start`,
    what: 'batch',
    whom: 'executor',
  };
}

/** Who was told goes on, whatever the rollout does; a batch that was under way when an operator paused it is judged as ever. */
function whilePaused(facts: WhyFacts): Because {
  const { part, rollout } = facts;
  const own = batchUnderWay(facts);
  if (own !== undefined) return inItsBatch(facts, own);
  const paused = { code: 'paused', what: 'decision', whom: 'operator', since: rollout.updatedAt } as const;
  if (part.startedAt === null) return { ...paused, sentence: pauseOf(facts) };
  return { ...paused, sentence: `${pauseOf(facts)}; this machine: ${underWay(facts, undefined).sentence}` };
}

function afterCancel({ part, rollout: { updatedAt, supersededBy }, machine }: WhyFacts): Because {
  const [code, since] = ['cancelled', updatedAt] as const;
  const ended =
    supersededBy === null ? 'the rollout was cancelled' : `rollout ${supersededBy} took the place of this one`;
  if (part.startedAt === null) return { code, since, sentence: `${ended} before its turn came` };
  if (machine !== undefined && machine.desired !== part.wanted)
    return { code, since, sentence: `${ended}; by now ${machine.desired ?? 'nothing'} is wanted of it` };
  return { code, since, sentence: `${ended}; it keeps what it was told to run: ${part.wanted}` };
}

function afterFailure({ part: { startedAt }, rollout: { updatedAt: since } }: WhyFacts): Because {
  if (startedAt === null) return { code: 'failed_before', since, sentence: 'the rollout failed before its turn came' };
  return { code: 'not_waited_for', since, sentence: 'the rollout has failed and did not wait for this machine' };
}
