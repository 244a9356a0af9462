import type { Progress } from '../../../cli/output/progress.ts';
import { type RolloutSource, followRollout, type FollowNews } from '../../../cli/rollout/follow-rollout.ts';
import type { FeedFrame } from '../../../machines/model/feed.ts';
import type { RolloutDetail } from '../../../machines/model/rollout.ts';
import { aPart, aRollout } from './a-rollout.ts';

const forEver = new AbortController().signal;

/** Answers with each of these in turn, then with the last for ever. */
export function inTurn(answers: readonly (RolloutDetail | Error)[]): () => Promise<RolloutDetail> {
  let asked = 0;
  return async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
    return answer;
  };
}

const nobodyAsks = () => Promise.reject(new Error('nobody should ask why'));

/** These frames, and then nothing until it is told to end. */
export async function* feedOf(frames: readonly FeedFrame[], signal: AbortSignal): AsyncGenerator<FeedFrame> {
  yield* frames;
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** What is shown, in a list. */
export function shown() {
  const lines: string[] = [];
  const states: string[] = [];
  const below: (readonly string[])[] = [];
  const progress: Progress = {
    line: (text) => lines.push(text),
    status: (text, more = []) => {
      states.push(text);
      below.push(more);
    },
    end: () => undefined,
  };
  return { lines, states, below, progress };
}

/** A running rollout whose control plane can say why. */
export const anExplained = (changes: Partial<RolloutDetail> = {}): RolloutDetail =>
  aRollout({ machines: [aPart('a', 'pending'), aPart('b', 'pending', { batch_index: 1 })], ...changes });

/** Watches as fast as can be; nobody is asked why unless the source can say. */
export const watch = (
  source: Omit<RolloutSource, 'why'> & Partial<RolloutSource>,
  options: {
    after?: number;
    timeoutSeconds?: number;
    signal?: AbortSignal;
    progress: Progress;
    tell?: (news: FollowNews) => void;
  },
) =>
  followRollout({
    source: { why: nobodyAsks, ...source },
    after: 0,
    timeoutSeconds: 0,
    signal: forEver,
    pollMs: 1,
    ...options,
  });
