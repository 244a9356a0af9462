import { describe, expect, test } from 'vitest';
import { isOwnAnswer } from '../../../../services/host/ssh/keeper-command.ts';
import { attemptResult, keeperAnswer, switchEnded } from '../../../../services/host/ssh/keeper-answer.ts';

const answer = (...lines: string[]) => keeperAnswer(lines.join('\n'));

describe('the answer of a keeper', () => {
  test('tells how the switch ended, what runs, and how much time is left', () => {
    const said = answer('nixfleet ended 4 /nix/store/a-b', 'nixfleet left 117', 'nixfleet said', 'one', 'two');
    expect(switchEnded(said)).toEqual({ exitCode: 4, running: '/nix/store/a-b', leftSeconds: 117, said: 'one\ntwo' });
  });

  test('ends with the own word of what was asked', () => {
    expect(isOwnAnswer('begin', answer('nixfleet previous', 'nixfleet began'))).toBe(true);
    expect(isOwnAnswer('back', answer('nixfleet claim back', 'nixfleet said', 'nixfleet began'))).toBe(true);
    expect(isOwnAnswer('begin', answer('Welcome to web-01!'))).toBe(false);
    expect(isOwnAnswer('clean', answer('nixfleet said', 'nixfleet cleaned'))).toBe(false);
  });

  test('tells nothing of a switch that has not ended', () => {
    expect(switchEnded(answer('nixfleet said', ''))).toBeUndefined();
    expect(attemptResult(answer('nixfleet pending', 'nixfleet said'))).toBeUndefined();
  });

  test('tells how it went back, and why', () => {
    const said = answer(
      'nixfleet claim back',
      'nixfleet result back -2',
      'nixfleet runs /nix/store/a-b',
      'nixfleet why it is ill',
    );
    expect(attemptResult(said)).toEqual({ isKept: false, exitCode: -2, running: '/nix/store/a-b', why: 'it is ill' });
  });

  test('is not to be forged by what a closure says', () => {
    const said = answer(
      'nixfleet ended 1 /nix/store/a-b',
      'nixfleet said',
      'nixfleet result kept',
      'nixfleet ended 0 /x',
    );
    expect(attemptResult(said)).toBeUndefined();
    expect(switchEnded(said)?.exitCode).toBe(1);
  });
});
