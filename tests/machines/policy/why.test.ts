import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { batchMachine } from '../../../machines/batch.ts';
import { AgentState, Lifecycle } from '../../../machines/model/machine.ts';
import { Outcome } from '../../../machines/model/report.ts';
import { BatchStatus, RolloutPhase, RolloutStatus, Verdict } from '../../../machines/model/rollout.ts';
import { why, whyLeftOut } from '../../../machines/policy/why.ts';
import type { WhyFacts } from '../../../machines/policy/why-facts.ts';
import { type Changes, NEW, OLD, said, someFacts, STARTED } from './some-facts.ts';

describe('a machine that has its verdict', () => {
  const settledAt = 110_000;
  const silent = 'no healthy report within 300 s';
  const paused = { rollout: { status: 'paused' }, batches: [{}, { status: 'failed', unhealthy: 1 }] } as const;

  test.each<[string, string, Changes]>([
    [
      'healthy',
      'healthy since 1970-01-01T00:01:50Z',
      { part: { verdict: 'healthy', settledAt }, report: { path: NEW } },
    ],
    [
      'moved_on',
      'was found healthy, and reports another path by now: /nix/store/c',
      { part: { verdict: 'healthy', settledAt }, report: { at: 111_000, path: '/nix/store/c' } },
    ],
    [
      'unhealthy',
      'not healthy: nginx: inactive',
      { part: { verdict: 'unhealthy', reason: 'nginx: inactive', settledAt } },
    ],
    [
      'unhealthy',
      'not healthy: nginx: inactive; the rollout is paused: batch 2 has failed with 1 of 4 unhealthy; resume it or cancel it',
      { ...paused, part: { verdict: 'unhealthy', reason: 'nginx: inactive', settledAt } },
    ],
    [
      'timed_out',
      `not healthy: ${silent}; it has not reported since it was told`,
      { part: { verdict: 'unhealthy', reason: silent, settledAt } },
    ],
    [
      'timed_out',
      `not healthy: ${silent}; it reported the old path 7 s ago`,
      { part: { verdict: 'unhealthy', reason: silent, settledAt }, report: { at: 105_000 } },
    ],
    [
      'timed_out',
      `not healthy: ${silent}; it runs the wanted path by now`,
      { part: { verdict: 'unhealthy', reason: silent, settledAt }, report: { at: 105_000, path: NEW } },
    ],
    [
      'timed_out',
      'not healthy: it was healthy, and no healthy report came after its soak time of 9 s; it has not reported since it was told',
      {
        part: {
          ...{ verdict: 'unhealthy', settledAt },
          reason: 'it was healthy, and no healthy report came after its soak time of 9 s',
        },
      },
    ],
    [
      'dispatching',
      "batch 2 has started; the machine's order is on its way; at the try before it was not healthy: nginx: inactive",
      { part: { verdict: 'unhealthy', reason: 'nginx: inactive', attempt: 1, startedAt: 50_000, settledAt: 60_000 } },
    ],
    [
      'dispatching',
      "batch 2 has started; the machine's order is on its way; at the try before it was healthy",
      { part: { verdict: 'healthy', attempt: 1, startedAt: 50_000, settledAt: 60_000 } },
    ],
    [
      'skipped',
      'skipped: it is no longer active',
      { part: { verdict: 'skipped', reason: 'it is no longer active', settledAt } },
    ],
    [
      'superseded',
      'left to somebody else: a newer rollout has it',
      { part: { verdict: 'superseded', reason: 'a newer rollout has it', settledAt } },
    ],
    ['reverted', `is back on ${OLD}`, { part: { verdict: 'reverted', settledAt } }],
    [
      'reverted',
      'had nothing to take back: it was not told to change',
      { part: { verdict: 'reverted', reason: 'it was not told to change', settledAt } },
    ],
    [
      'revert_failed',
      'could not go back to what it ran before: what it ran before is not known',
      { part: { verdict: 'revert_failed', previous: null, reason: 'what it ran before is not known', settledAt } },
    ],
  ])('%s: %s', (code, sentence, changes) => expect(said(changes)).toEqual([code, sentence]));

  test('that was given up by its batch is known as timed out', () => {
    const gate = { allowed: 0, toleratesAll: false, required: null };
    const batch = { rollout: 'r-1', index: 1, size: 2, healthTimeoutMs: 300_000, soakMs: 0 };
    const [pending] = initialTransition(batchMachine, { ...batch, ...gate, cacheUrl: null });
    const [active] = transition(batchMachine, pending, { type: 'start', now: 0 });
    const [, actions] = transition(batchMachine, active, { type: 'xstate.done.actor.deadline' } as never);
    const { reason } = JSON.parse(/\{"type":"give_up".*?\}/.exec(JSON.stringify(actions))?.[0] ?? '{}') as {
      reason: string;
    };
    expect(why(someFacts({ part: { verdict: 'unhealthy', reason, settledAt } })).code).toBe('timed_out');
  });
});

describe('a machine that was left out', () => {
  test('is skipped, and why', () => {
    expect(whyLeftOut({ machineId: 'db-01', reason: 'is not in the release', at: 1999 })).toEqual({
      ...{ machine_id: 'db-01', batch_index: null, verdict: 'skipped', code: 'skipped' },
      ...{ sentence: 'skipped: is not in the release', what: null, whom: null },
      ...{ since: '1970-01-01T00:00:01Z', until: null },
    });
  });
});

describe('whatever is known', () => {
  const word = <T extends string>({ anyOf }: { anyOf: readonly { const: T }[] }) =>
    fc.constantFrom(...anyOf.map((literal) => literal.const));
  const at = fc.integer({ min: 0, max: 400_000 });
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const path = fc.constantFrom(OLD, NEW, '/nix/store/c', '');
  const reason = maybe(fc.constantFrom('', 'nginx: inactive', 'no healthy report within 300 s'));

  const facts: fc.Arbitrary<WhyFacts> = fc.record({
    now: at,
    rollout: fc.record({
      ...{ status: word(RolloutStatus), phase: maybe(word(RolloutPhase)), reason, createdAt: at, updatedAt: at },
      ...{
        failureThreshold: fc.constantFrom('0', '25%', '100%'),
        healthTimeoutMs: at,
        soakMs: at,
        deadline: maybe(at),
      },
      ...{ successThreshold: maybe(fc.constantFrom('1', '90%')), supersededBy: maybe(fc.constant('r-2')) },
      stepBack: maybe(fc.record({ index: fc.nat(4), startedAt: at })),
    }),
    batches: fc
      .array(
        fc.record({
          ...{
            status: word(BatchStatus),
            startedAt: maybe(at),
            deadline: maybe(at),
            size: fc.nat(9),
            attempt: fc.nat(2),
          },
          ...{ open: fc.nat(3), unhealthy: fc.nat(3), healthy: fc.nat(3), soaking: fc.nat(3) },
        }),
        {
          maxLength: 4,
        },
      )
      .map((batches) => batches.map((batch, index) => ({ index, ...batch }))),
    part: fc.record({
      ...{ machineId: fc.constant('web-01'), batchIndex: fc.nat(4), wanted: path, previous: maybe(path), reason },
      ...{ verdict: word(Verdict), startedAt: maybe(at), settledAt: maybe(at), revertedAt: maybe(at) },
      attempt: fc.nat(2),
    }),
    machine: fc.option(
      fc.record({
        ...{ lifecycle: word(Lifecycle), running: maybe(path), desired: maybe(path) },
        ...{ agentState: maybe(word(AgentState)), agentStateSince: maybe(at) },
        lastReport: maybe(fc.record({ at, path, outcome: maybe(word(Outcome)), message: fc.string() })),
      }),
      { nil: undefined },
    ),
  });

  test('there is one sentence, made of what is known', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const { sentence, code, what, whom, verdict } = why(known);
        expect(sentence.trim()).not.toBe('');
        expect(code).toMatch(/^[a-z_]+$/);
        expect(sentence.replaceAll(known.machine?.lastReport?.message ?? '', '')).not.toMatch(
          /undefined|null|NaN|\[object|-\d+ s /,
        );
        expect(verdict).toBe(known.part.verdict);
        // Who waits for something knows whose turn it is.
        if (what !== null) expect(whom).not.toBeNull();
      }),
      { numRuns: 3000, seed: 7 },
    );
  });

  test.each(RolloutStatus.anyOf.map((literal) => literal.const))(
    'of a %s rollout, it is said what each verdict means',
    (status) => {
      for (const { const: verdict } of Verdict.anyOf) {
        for (const startedAt of [null, STARTED]) {
          const { sentence } = why(someFacts({ rollout: { status }, part: { verdict, startedAt } }));
          expect(sentence).toMatch(/^[a-z].{5,}[^.;: ]$/);
        }
      }
    },
  );
});
