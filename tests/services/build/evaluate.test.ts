import { describe, expect, test } from 'vitest';
import type { FlakeHost } from '../../../machines/model/flake.ts';
import { evaluateHosts, evaluationProblem } from '../../../services/build/evaluate.ts';
import { standIns } from './stand-ins.ts';

const never = new AbortController().signal;
const ADVICE = 'Evaluate less at once: with fewer --eval-workers, or a smaller --chunk-size.';

describe('why an evaluation failed', () => {
  test.each([
    ["is Nix's reason", { exitCode: 1, stderr: 'error: no disk was named' }, 'no disk was named'],
    [
      'is that it was killed, with what to do',
      { exitCode: -1, stderr: '' },
      `the evaluation was killed: was there not enough memory?\n${ADVICE}`,
    ],
    [
      'is that its worker was killed',
      { exitCode: 1, stderr: 'error: evaluation worker got killed by SIGKILL, maybe memory limit reached?' },
      `the evaluation was killed: was there not enough memory?\n${ADVICE}`,
    ],
    [
      'is that the memory was used up, with what to do',
      { exitCode: 1, stderr: 'error: out of memory' },
      `not enough memory: out of memory\n${ADVICE}`,
    ],
  ])('%s', (_, finished, expected) => {
    expect(evaluationProblem(finished)).toBe(expected);
  });
});

describe('an evaluation that is killed', () => {
  test('is tried again in halves, and refuses the host for which there is never enough memory', async () => {
    const small = (name: string) =>
      `"${name}":{"platform":"x86_64-linux","tags":[],"drv":"/nix/store/${name}.drv","out":"/nix/store/${name}"}`;
    const nix = standIns({
      nix: `case "$*" in *large*) kill -9 $$;; *one*two*) echo '{${small('one')},${small('two')}}';; *three*) echo '{${small('three')}}';; esac`,
    });
    const hosts = ['one', 'two', 'three', 'large'].map((name): FlakeHost => ({ name, set: 'nixosConfigurations' }));
    const evaluation = await evaluateHosts('path:/x', hosts, never);
    nix.remove();
    expect(evaluation?.hosts.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
    expect(evaluation?.refused).toEqual([
      { name: 'large', step: 'evaluating', reason: expect.stringContaining('the evaluation was killed') },
    ]);
  });

  test.each([
    ['something that is no JSON', 'echo x86_64-linux'],
    ['an empty object', 'echo {}'],
    ['a list', `echo '["web"]'`],
  ])('has no answer when nix says %s', async (_, script) => {
    const nix = standIns({ nix: script });
    const hosts: FlakeHost[] = [{ name: 'web', set: 'nixosConfigurations' }];
    const evaluation = await evaluateHosts('path:/x', hosts, never);
    nix.remove();
    expect(evaluation).toBeUndefined();
  });
});
