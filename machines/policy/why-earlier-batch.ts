import { counted } from './counted.ts';
import { span } from './span.ts';
import { allowedFailures, requiredHealthy, toleratesAll } from './threshold.ts';
import type { BatchStanding, Because, RolloutStanding, WhyFacts } from './why-facts.ts';

/** Why a machine has to wait that is in a later batch than the one at hand. */
export function whyEarlierBatch(at: BatchStanding, { part: { batchIndex: own }, rollout, now }: WhyFacts): Because {
  const sentence = at.index + 1 === own ? afterTheOneBefore(at, rollout) : afterSeveral(at, own);
  const left = rollout.deadline === null ? '' : `; the rollout has ${span(rollout.deadline - now)} left`;
  return {
    code: 'earlier_batch',
    sentence: `${sentence}${left}`,
    what: 'batch',
    whom: `batch:${at.index}`,
    since: at.startedAt,
    until: sooner(at.deadline, rollout.deadline),
  };
}

/** The earlier of two moments that may not be set. */
export const sooner = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/**
 * How many of the machines that have not ended have to be healthy, when all of them have, for their batch to succeed;
 * undefined: however they end, it fails.
 */
export function leastHealthy(
  { size, healthy, unhealthy, open }: Pick<BatchStanding, 'size' | 'healthy' | 'unhealthy' | 'open'>,
  { failureThreshold, successThreshold }: Pick<RolloutStanding, 'failureThreshold' | 'successThreshold'>,
): number | undefined {
  const tolerated = allowedFailures(failureThreshold, size) - unhealthy;
  const required = successThreshold === null ? 0 : requiredHealthy(successThreshold, size);
  if (tolerated < 0 || healthy + open < required) return undefined;
  const needsOne = successThreshold === null && !toleratesAll(failureThreshold) && healthy === 0;
  const least = Math.max(open - tolerated, required - healthy, needsOne && open + unhealthy > 0 ? 1 : 0);
  return least > open ? undefined : Math.max(least, 0);
}

function afterTheOneBefore(at: BatchStanding, rollout: RolloutStanding): string {
  const [before, next] = [`batch ${at.index + 1}`, `batch ${at.index + 2}`];
  const { status, open } = at;
  if (status === 'pending') return `${next} starts after ${before}, which is about to start`;
  if (status === 'failed') return `${next} has to wait: ${before} has failed`;
  const least = leastHealthy(at, rollout);
  if (least === undefined) return `${next} has to wait: ${before} is about to fail`;
  if (open === 0) return `${next} starts as soon as ${before} is judged`;
  const gate = `${next} starts when ${open} more of ${before}`;
  if (least === open) return `${gate} ${open === 1 ? 'is' : 'are'} healthy${soakingOf(at)}`;
  const hasSettled = `${gate} ${open === 1 ? 'has' : 'have'} settled`;
  return `${hasSettled}, ${least === 0 ? 'healthy or not' : `at least ${least} of them healthy`}${soakingOf(at)}`;
}

const soakingOf = ({ open, soaking }: BatchStanding): string => {
  if (soaking === 0) return '';
  if (soaking === open) return `, and ${open === 1 ? 'it is' : 'all of them are'} soaking`;
  return `, and ${soaking} of them ${soaking === 1 ? 'is' : 'are'} soaking`;
};

function afterSeveral(at: BatchStanding, own: number): string {
  return `batch ${own + 1} starts after batch ${own}; batch ${at.index + 1} ${doing(at)}`;
}

function doing({ status, open, soaking }: BatchStanding): string {
  if (status === 'pending') return 'is about to start';
  if (status === 'failed') return 'has failed';
  return soaking > 0 && soaking === open
    ? `has ${counted(soaking, 'machine')} soaking`
    : `waits for ${counted(open, 'machine')}`;
}
