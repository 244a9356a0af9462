import { describe, expect, test } from 'vitest';
import { type ActorWatchParts, watchedActor } from '../../../cli/statechart/watched-actor.ts';
import { HttpFailed } from '../../../machines/errors.ts';
import type { ActorDetail } from '../../../machines/model/actor.ts';
import { rolloutMachine } from '../../../machines/rollout.ts';
import { statechartOf } from '../../../services/draw/statechart-of.ts';
import { anActor, step } from './an-actor.ts';

const chart = statechartOf(rolloutMachine);

const QUARANTINED = anActor({ status: 'quarantined', problem: 'version 9 is newer' });
const RESTORED = anActor({ history: [step(4, 'early')], last_seq: 4 });

/** What is written of an actor that takes no step, looked at every 5 s; it is gone after these answers. */
async function written(shows: ActorWatchParts['shows'], ...answers: ActorDetail[]) {
  const [out, notes, lines]: [string[], string[], unknown[]] = [[], [], []];
  const left = [...answers];
  let looking: ReturnType<typeof setInterval> | undefined;
  await watchedActor(
    { actor: anActor(), chart },
    {
      source: {
        async actor() {
          const actor = left.shift();
          if (actor === undefined) throw new HttpFailed('no such actor', 404);
          return actor;
        },
        chart: async () => chart,
        async *feed({ signal }) {
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          yield* [];
        },
      },
      stream: { columns: 100, rows: 30, write: (text) => out.push(text), on: () => undefined, off: () => undefined },
      shows,
      note: (line) => void notes.push(line),
      jsonLine: (value) => void lines.push(value),
      now: () => Date.parse('2026-11-21T12:00:00Z'),
      every(ms, call) {
        if (ms === 5_000) looking = setInterval(call, 0);
        return () => clearInterval(looking);
      },
      signal: new AbortController().signal,
    },
  );
  return { out: out.join(''), notes, lines };
}

describe('an actor that is watched and takes no step', () => {
  test('is quarantined on the screen', async () => {
    const { out } = await written('screen', QUARANTINED);
    expect(out).toContain('problem: version 9 is newer');
  });

  test('is told to be quarantined once, in a pipe', async () => {
    const { notes } = await written('lines', QUARANTINED, QUARANTINED);
    expect(notes.slice(1)).toEqual(['rollout:r-1 is quarantined: version 9 is newer']);
  });

  test('is told with its last step when its control plane was restored from a backup', async () => {
    const { out, notes } = await written('lines', anActor(), RESTORED, RESTORED);
    expect(notes.slice(1)).toEqual([
      'the control plane was restored from a backup: it has fewer steps than it had; its last is now:',
    ]);
    expect(out).toMatch(/late[^]*early/);
  });

  test('is a line of JSON for both', async () => {
    const { lines } = await written('json', RESTORED, QUARANTINED);
    expect(lines).toEqual([
      { type: 'actor', actor: anActor() },
      { type: 'actor', actor: RESTORED },
      { type: 'actor', actor: QUARANTINED },
      { type: 'end', reason: 'it is not there any more' },
    ]);
  });
});
