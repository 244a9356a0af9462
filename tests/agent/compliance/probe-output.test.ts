import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { probeAnswer } from '../../../agent/compliance/probe-output.ts';

const answerTo = (output: unknown) => probeAnswer(JSON.stringify(output));
const verdictOf = (output: unknown) => {
  const answer = answerTo(output);
  if ('error' in answer) throw new Error(answer.error);
  return answer.verdict;
};

describe('what a probe prints', () => {
  test.each([
    [{ compliant: true }, true],
    [{ compliant: false }, false],
    [{ compliant: true, has_tpm: false }, true],
    [{}, true],
    [{ service: true, count: 0, list: [], none: null }, true],
    [{ service: true, timer: false }, false],
    [{ inner: { timer: false } }, true],
  ])('%j means %s', (output, isCompliant) => expect(verdictOf(output).isCompliant).toBe(isCompliant));

  test('keeps its findings apart from what it observed', () => {
    const findings = [{ id: 'root-login', text: 'root may log in' }];
    expect(verdictOf({ compliant: false, findings, users: 3 })).toEqual({
      isCompliant: false,
      problems: findings,
      checks: { compliant: false, users: 3 },
    });
  });

  test('names what is false where it has no findings', () => {
    expect(verdictOf({ service: false, timer: true, backup: false }).problems).toEqual([
      { id: 'service', text: 'service is false' },
      { id: 'backup', text: 'backup is false' },
    ]);
    expect(verdictOf({ compliant: false, findings: [] }).problems).toEqual([
      { id: 'compliant', text: 'the probe says that it is not met, and not why' },
    ]);
  });

  test('has no findings when it is content', () => {
    expect(verdictOf({ compliant: true, findings: [{ id: 'a', text: 'b' }] }).problems).toEqual([]);
  });

  test.each([
    ['a "compliant" of its own', { compliant: 'yes' }, 'neither true nor false'],
    ['findings that are none', { findings: 'all fine' }, 'no list'],
    ['findings without a text', { findings: [{ id: 'x' }] }, 'no list'],
    ['an endless name', { ['x'.repeat(200)]: true }, 'a name of more than 128'],
    ['null', null, 'no object'],
    ['a number', 3, 'no object'],
  ])('is an error with %s', (_, output, reason) =>
    expect(answerTo(output)).toEqual({ error: expect.stringContaining(reason) }),
  );

  test('has findings that fit into evidence, however many and long they are', () => {
    const finding = fc.record({
      id: fc.string({ maxLength: 200 }),
      text: fc.string({ maxLength: 3000, unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(fc.array(finding, { minLength: 1, maxLength: 300 }), (findings) => {
        const { problems } = verdictOf({ compliant: false, findings });
        expect(problems.length).toBe(Math.min(findings.length, 256));
        for (const { id, text } of problems) {
          expect(Buffer.byteLength(id)).toBeLessThanOrEqual(64);
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('never brings us down', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(Object.keys(probeAnswer(text))).toHaveLength(1);
      }),
    );
  });
});
