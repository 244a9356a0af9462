import { describe, expect, test } from 'vitest';
import { proofProblem } from '../../../machines/policy/agent-proof.ts';
import { ill, NEW, OLD, proof } from '../agent-story.ts';

describe('a proof', () => {
  test('holds when all is well', () => expect(proofProblem(proof(), NEW)).toBeNull());

  test.each([
    [proof({ running: OLD }), `${OLD} runs instead`],
    [proof({ running: '' }), 'nothing runs instead'],
    [proof({ health: ill }), 'health check failed: FAIL: web (7ms): expected status 200, got 503'],
    [proof({ brokenUnits: ['a.service'] }), 'units failed: a.service'],
    [proof({ unreachable: 'timed out' }), 'the control plane cannot be reached any more: timed out'],
  ])('does not hold for one thing that is wrong: %#', (one, problem) => expect(proofProblem(one, NEW)).toBe(problem));

  test('names what is nearest to the cause', () => {
    const all = { health: ill, brokenUnits: ['a.service'], unreachable: 'timed out' };
    expect(proofProblem(proof({ ...all, running: OLD }), NEW)).toContain('runs instead');
    expect(proofProblem(proof(all), NEW)).toContain('health check failed');
  });
});
