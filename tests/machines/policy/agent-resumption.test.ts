import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attempt, AttemptPhase } from '../../../machines/model/attempt.ts';
import { NOBODY_CONFIRMED, resumption } from '../../../machines/policy/agent-resumption.ts';
import type { Stock } from '../../../machines/ports.ts';
import { anAttempt, NEW, OLD, stock } from '../agent-story.ts';

const begun = (changed: Partial<Attempt>, facts: Partial<Stock> = {}) =>
  stock({ attempt: anAttempt(changed), ...facts });
const REBOOTED = { bootId: 'b2' } as const;
const THERE = { running: NEW } as const;
const PHASES: readonly AttemptPhase[] = [
  ...(['preparing', 'switching', 'confirming', 'settling', 'postponing', 'awaiting_reboot', 'returning'] as const),
];

describe('an agent that starts', () => {
  test.each<readonly [string, Stock, string]>([
    ['asks when nothing was begun', stock(), 'ask'],
    ['gives up what has changed nothing', begun({ phase: 'preparing' }), 'withdraw'],
    ['gives up what has changed nothing, after a reboot', begun({ phase: 'preparing' }, REBOOTED), 'withdraw'],
    ['waits for a switch', begun({ phase: 'switching' }), 'activate'],
    ['waits for a switch that has got there', begun({ phase: 'switching' }, THERE), 'activate'],
    ['sets the profile first where that comes first', begun({ phase: 'switching', mode: 'switch' }), 'set_profile'],
    ['goes on proving', begun({ phase: 'confirming' }, THERE), 'confirm'],
    ['goes on proving, though something else runs: that proves nothing', begun({ phase: 'confirming' }), 'confirm'],
    ['goes on making permanent what is proven', begun({ phase: 'settling' }, THERE), 'settle'],
    ['goes on preparing the next boot', begun({ phase: 'postponing' }), 'postpone'],
    ['asks while it waits for a reboot', begun({ phase: 'awaiting_reboot' }), 'ask'],
    ['goes on going back', begun({ phase: 'returning' }), 'return'],
    ['goes on going back after a reboot', begun({ phase: 'returning' }, REBOOTED), 'return'],
    [
      'proves itself when the reboot has brought it',
      begun({ phase: 'awaiting_reboot' }, { ...REBOOTED, ...THERE }),
      'confirm',
    ],
    ['proves itself when a reboot was faster', begun({ phase: 'postponing' }, { ...REBOOTED, ...THERE }), 'confirm'],
    [
      'proves itself when the machine restarted into it',
      begun({ phase: 'switching' }, { ...REBOOTED, ...THERE }),
      'confirm',
    ],
    [
      'makes permanent what was proven before a reboot',
      begun({ phase: 'settling' }, { ...REBOOTED, ...THERE }),
      'settle',
    ],
    ['takes a boot that nobody can name for the same', begun({ phase: 'switching' }, { bootId: null }), 'activate'],
  ])('%s', (_, facts, step) => expect(resumption(facts)).toEqual({ step, problem: expect.toSatisfy(fits(step)) }));

  test.each<readonly [string, Stock, string]>([
    ['the dead man has fired', begun({ phase: 'switching' }, { hasFired: true }), NOBODY_CONFIRMED.reason],
    [
      'it restarted while it switched',
      begun({ phase: 'switching' }, REBOOTED),
      'the machine restarted while it was activating',
    ],
    [
      'it restarted while it had to prove itself, wherever it came up',
      begun({ phase: 'confirming' }, { ...REBOOTED, ...THERE }),
      'the machine restarted while it had to prove itself',
    ],
    [
      'it restarted into the old closure',
      begun({ phase: 'settling' }, REBOOTED),
      'the machine restarted while it was activating',
    ],
    [
      'it restarted before its next boot was set',
      begun({ phase: 'postponing' }, REBOOTED),
      'the machine restarted while it was activating',
    ],
    [
      'the reboot brought something else',
      begun({ phase: 'awaiting_reboot' }, REBOOTED),
      `the machine restarted, but ${OLD} runs`,
    ],
    [
      'the reboot brought nothing',
      begun({ phase: 'awaiting_reboot' }, { ...REBOOTED, running: '' }),
      'the machine restarted, but nothing runs',
    ],
    ['nobody knows why it was on its way back', begun({ phase: 'returning' }), 'the agent lost its way'],
  ])('goes back when %s', (_, facts, reason) => {
    expect(resumption(facts)).toMatchObject({ step: 'return', problem: { reason } });
  });

  test('goes back for the reason that was written down', () => {
    const problem = { outcome: 'unhealthy', reason: 'it was ill' } as const;
    expect(resumption(begun({ phase: 'returning', problem }))).toEqual({ step: 'return', problem });
    expect(resumption(begun({ phase: 'switching', problem }, { hasFired: true }))).toEqual({ step: 'return', problem });
  });

  const anyStock = fc.record({
    phase: fc.constantFrom(...PHASES),
    mode: fc.constantFrom('test-then-boot' as const, 'switch' as const),
    running: fc.constantFrom(OLD, NEW, ''),
    bootId: fc.constantFrom('b1', 'b2', null),
    hasFired: fc.boolean(),
  });
  const facts = ({ phase, mode, ...rest }: { phase: AttemptPhase; mode: Attempt['mode'] } & Partial<Stock>) =>
    begun({ phase, mode }, rest);

  test('never begins a switch again in another boot: that could be to restart for ever', () => {
    fc.assert(
      fc.property(anyStock, (drawn) => {
        const { step } = resumption(facts({ ...drawn, bootId: 'b2' }));
        expect(['activate', 'set_profile', 'postpone']).not.toContain(step);
      }),
    );
  });

  test('never goes forward once the dead man has fired in this boot', () => {
    fc.assert(
      fc.property(anyStock, (drawn) => {
        expect(resumption(facts({ ...drawn, bootId: 'b1', hasFired: true })).step).toBe('return');
      }),
    );
  });

  test('has a reason exactly when it goes back', () => {
    fc.assert(
      fc.property(anyStock, (drawn) => {
        const { step, problem } = resumption(facts(drawn));
        expect(problem !== null).toBe(step === 'return');
      }),
    );
  });

  test('makes nothing permanent that was not proven', () => {
    fc.assert(
      fc.property(anyStock, (drawn) => {
        if (resumption(facts(drawn)).step === 'settle') expect(drawn.phase).toBe('settling');
      }),
    );
  });
});

const fits =
  (step: string) =>
  (problem: unknown): boolean =>
    (problem !== null) === (step === 'return');
