import type { Verdict } from '../model/rollout.ts';
import type { Why } from '../model/why.ts';
import { reportSince, whereabouts } from './agent-progress.ts';
import { span } from './span.ts';
import { wholeSeconds, wholeSecondsOrNull } from './timestamp.ts';
import { whyGoingBack, whyNotBack } from './why-back.ts';
import type { Because, WhyFacts } from './why-facts.ts';
import { batchUnderWay, isOfEarlierTry, orderIn, orderOnItsWay, pauseOf, whyPending } from './why-pending.ts';

/** What a machine of a rollout waits for, or why it ended as it did. */
export function why(facts: WhyFacts): Why {
  const { machineId, batchIndex, verdict } = facts.part;
  const said = BECAUSE[verdict](facts);
  const { code, sentence, what = null, whom = null, since = null, until = null } = whyNotBack(facts, said) ?? said;
  return {
    machine_id: machineId,
    batch_index: batchIndex,
    verdict,
    code,
    sentence,
    what,
    whom,
    since: wholeSecondsOrNull(since),
    until: wholeSecondsOrNull(until),
  };
}

/** The same for a machine that was targeted and was left out when the rollout was planned, at `at`. */
export const whyLeftOut = ({ machineId, reason, at }: { machineId: string; reason: string; at: number }): Why => ({
  machine_id: machineId,
  batch_index: null,
  verdict: 'skipped',
  code: 'skipped',
  sentence: `skipped: ${reason}`,
  what: null,
  whom: null,
  since: wholeSeconds(at),
  until: null,
});

const BECAUSE: Readonly<Record<Verdict, (facts: WhyFacts) => Because>> = {
  pending: whyPending,
  soaking: whyPending,
  healthy: (facts) => (isOfEarlierTry(facts) ? triedAgain(facts) : healthy(facts)),
  unhealthy: (facts) => (isOfEarlierTry(facts) ? triedAgain(facts) : unhealthy(facts)),
  skipped: (facts) => (isOfEarlierTry(facts) ? orderOnItsWay(facts) : ended(facts.part, 'skipped', 'skipped')),
  superseded: ({ part }) => ended(part, 'superseded', 'left to somebody else'),
  reverting: whyGoingBack,
  // With a reason it is a row that was written before such machines were called `skipped`.
  reverted: ({ part }) =>
    part.reason === null
      ? ended(part, 'reverted', `is back on ${part.previous ?? 'what it ran before'}`)
      : ended(part, 'reverted', 'had nothing to take back'),
  revert_failed: ({ part }) => ({
    ...ended(part, 'revert_failed', `could not go back to ${part.previous ?? 'what it ran before'}`),
    whom: 'operator',
  }),
};

/** A part that has ended, with the reason that was recorded. */
const ended = ({ reason, settledAt }: WhyFacts['part'], code: Because['code'], what: string): Because => ({
  code,
  sentence: reason === null ? what : `${what}: ${reason}`,
  since: settledAt,
});

const triedAgain = (facts: WhyFacts): Because => ({
  ...orderOnItsWay(facts),
  sentence: `${orderOnItsWay(facts).sentence}; at the try before it was ${
    facts.part.verdict === 'healthy' ? 'healthy' : `not healthy: ${reasonOf(facts)}`
  }`,
});

function healthy({ part: { settledAt, wanted }, machine }: WhyFacts): Because {
  const since = settledAt;
  const path = machine?.running ?? wanted;
  const when = settledAt === null ? '' : ` since ${wholeSeconds(settledAt)}`;
  if (path === wanted) return { code: 'healthy', sentence: `healthy${when}`, since };
  return { code: 'moved_on', sentence: `was found healthy, and reports another path by now: ${path || 'none'}`, since };
}

function unhealthy(facts: WhyFacts): Because {
  const { part, rollout } = facts;
  const isSilence = SILENCE.test(part.reason ?? '');
  const sentence = `not healthy: ${reasonOf(facts)}${isSilence ? lastHeard(facts) : ''}`;
  const because: Because = { code: isSilence ? 'timed_out' : 'unhealthy', sentence, since: part.settledAt };
  if (rollout.status !== 'paused' || batchUnderWay(facts) !== undefined) return because;
  return { ...because, sentence: `${sentence}; ${pauseOf(facts)}`, what: 'decision', whom: 'operator' };
}

/** What machines, batches and rollouts give as the reason when a machine is given up. */
const SILENCE = /^(it was healthy, and no healthy report came after|no healthy report within) /;

const reasonOf = ({ part }: WhyFacts): string => part.reason ?? 'no reason was recorded';

/** What a time-out hides: whether it was never heard of, or got stuck on its way. */
function lastHeard({ part, machine, now }: WhyFacts): string {
  if (machine === undefined || part.startedAt === null) return '';
  const report = reportSince(machine, part.startedAt);
  if (report === undefined) return '; it has not reported since it was told';
  if (report.path === part.wanted) return '; it runs the wanted path by now';
  return `; it reported ${whereabouts(report, orderIn(part).leaves)} ${span(now - report.at)} ago`;
}
