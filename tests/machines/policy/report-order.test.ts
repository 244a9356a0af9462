import { describe, expect, test } from 'vitest';
import type { HelloFrame } from '../../../machines/model/link.ts';
import { type LastTaken, resumeAfter, wasTaken, wentBack } from '../../../machines/policy/report-order.ts';

const hello = (epoch: string, last_seq: number): HelloFrame => ({ type: 'hello', version: '0.2.0', epoch, last_seq });

describe('a report', () => {
  test.each([
    ['of the epoch, up to the last that was taken', { epoch: 'e', seq: 5 }, { epoch: 'e', seq: 5 }, true],
    ['of the epoch, behind it', { epoch: 'e', seq: 4 }, { epoch: 'e', seq: 5 }, true],
    ['of the epoch, beyond it', { epoch: 'e', seq: 6 }, { epoch: 'e', seq: 5 }, false],
    ['of another epoch', { epoch: 'f', seq: 4 }, { epoch: 'e', seq: 5 }, false],
    ['without a number', { epoch: 'e' }, { epoch: 'e', seq: 5 }, false],
    ['without an epoch', { epoch: null, seq: 4 }, { epoch: null, seq: null }, false],
    ['of a machine that is unknown', { epoch: 'e', seq: 4 }, undefined, false],
    ['after none was numbered', { epoch: 'e', seq: 4 }, { epoch: null, seq: null }, false],
  ])('%s: %j after %j was taken: %s', (_, report, last, taken) => expect(wasTaken(report, last)).toBe(taken));
});

describe('an agent that says hello', () => {
  test.each<[string, HelloFrame, LastTaken | undefined, { after: number; isBack: boolean }]>([
    ['goes on after the last that was taken', hello('e', 9), { epoch: 'e', seq: 5 }, { after: 5, isBack: false }],
    ['begins anew with another database', hello('f', 9), { epoch: 'e', seq: 5 }, { after: 0, isBack: false }],
    ['begins when it was never heard of', hello('e', 9), undefined, { after: 0, isBack: false }],
    ['begins when it has numbered none', hello('e', 9), { epoch: null, seq: null }, { after: 0, isBack: false }],
    ['has all taken', hello('e', 5), { epoch: 'e', seq: 5 }, { after: 5, isBack: false }],
    ['goes on where its database went back to', hello('e', 3), { epoch: 'e', seq: 5 }, { after: 3, isBack: true }],
  ])('%s', (_, said, last, expected) => {
    expect({ after: resumeAfter(said, last), isBack: wentBack(said, last) }).toEqual(expected);
  });
});
