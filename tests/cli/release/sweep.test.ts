import { describe, expect, test } from 'vitest';
import type { Progress } from '../../../cli/output/progress.ts';
import { sweepSentence, swept } from '../../../cli/release/sweep.ts';
import { HttpFailed, Unreachable } from '../../../machines/errors.ts';

const IDS = ['rel-3', 'rel-2', 'rel-1'];
const forEver = new AbortController().signal;

/** Keeps what it is told. */
function aProgress() {
  const told: string[] = [];
  const progress: Progress = {
    line: () => undefined,
    status: (text) => void told.push(text),
    end: () => void told.push('end'),
  };
  return { progress, told };
}

/** A control plane that answers to a release with this. */
const answering = (answers: Readonly<Record<string, Error>>) => ({
  deleteRelease: async ({ params: { id } }: { readonly params: { readonly id: string } }) => {
    const answer = answers[id];
    if (answer !== undefined) throw answer;
  },
});

describe('sweeping', () => {
  test('keeps what a rollout refers to, and takes for gone what somebody else deleted', async () => {
    const { progress, told } = aProgress();
    const client = answering({ 'rel-2': new HttpFailed('in use', 409), 'rel-1': new HttpFailed('none', 404) });
    expect(await swept(client, IDS, { progress, signal: forEver })).toEqual({
      ...{ deleted: ['rel-3', 'rel-1'], referenced: ['rel-2'], left: [] },
    });
    expect(told).toEqual(['deleting releases  1/3', 'deleting releases  2/3', 'deleting releases  3/3', 'end']);
  });

  test('says how far it came when it is given up', async () => {
    const failure = new Unreachable('away');
    const { progress, told } = aProgress();
    expect(await swept(answering({ 'rel-2': failure }), IDS, { progress, signal: forEver })).toEqual({
      ...{ deleted: ['rel-3'], referenced: [], left: ['rel-2', 'rel-1'], failure },
    });
    expect(told.at(-1)).toBe('end');
  });

  test('ends at Ctrl-C', async () => {
    const { progress } = aProgress();
    expect(await swept(answering({}), IDS, { progress, signal: AbortSignal.abort() })).toMatchObject({ left: IDS });
  });

  test('does not wait for an answer at Ctrl-C', async () => {
    const { progress } = aProgress();
    const interrupt = new AbortController();
    const deleteRelease = async () => {
      interrupt.abort();
      interrupt.signal.throwIfAborted();
    };
    expect(await swept({ deleteRelease }, IDS, { progress, signal: interrupt.signal })).toEqual({
      ...{ deleted: [], referenced: [], left: IDS },
    });
  });

  test.each([
    [{ deleted: IDS, referenced: [], left: [] }, 0, false, '3 releases deleted'],
    [{ deleted: [], referenced: [], left: [] }, 10, true, '0 releases would be deleted, 10 kept: new enough'],
    [
      { deleted: ['a'], referenced: ['b'], left: ['c'] },
      2,
      false,
      '1 release deleted, 1 kept: still referenced by a rollout, 2 kept: new enough, 1 left over',
    ],
  ])('%j and %i new ones (dry run: %j): %s', (sweep, young, isTrial, sentence) => {
    expect(sweepSentence(sweep, young, isTrial)).toBe(sentence);
  });
});
