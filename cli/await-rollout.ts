import type { Client } from '../services/api/client.ts';
import { connectionOf } from './connection.ts';
import { endLines, hasSucceeded } from './output/rollout-end.ts';
import { watchRollout } from './output/watch.ts';
import type { Session } from './session.ts';
import type { Flags } from './flags.ts';
import type { ExitCode } from './verb.ts';

/** The flags of every verb that can wait for a rollout. */
export const WAIT_FLAGS = {
  wait: { kind: 'switch', says: 'Show how the rollout goes until it is over; fails when it pauses or fails' },
  'wait-timeout': { kind: 'count', hint: 'seconds', default: 300, says: 'How long to wait; 0: for ever' },
} as const satisfies Flags;

/** Which rollout to wait for. */
export interface Awaited {
  readonly client: Pick<Client, 'getRollout'>;
  readonly id: string;
  /** The last row of its feed that was seen. */
  readonly after: number;
  readonly timeoutSeconds: number;
}

/** Waits for a rollout as `--wait` promises: what happens, how it ended, what to do next, and the exit code of that. */
export async function awaitRollout(
  { client, id, after, timeoutSeconds }: Awaited,
  session: Session,
): Promise<ExitCode> {
  const { screen, config, isJson } = session;
  const { followFeed } = await import('../services/api/feed.ts');
  const { end, rollout } = await watchRollout({
    source: {
      rollout: () => client.getRollout({ params: { id } }),
      feed: (options) => followFeed({ ...connectionOf(config), ...options, rolloutId: id }),
    },
    progress: screen.progress(),
    after,
    timeoutSeconds,
    signal: session.interruption(),
  });
  if (end === 'over') for (const line of endLines(rollout)) screen.say(line);
  else
    screen.note(
      `${whyNoLonger(end, timeoutSeconds)}; rollout ${id} is ${rollout.status} and goes on. Wait again with: nixfleet rollout status ${id} --wait --wait-timeout 0`,
    );
  if (isJson) screen.json(rollout);
  if (end === 'interrupted') return 130;
  return end === 'over' && hasSucceeded(rollout) ? 0 : 1;
}

const whyNoLonger = (end: 'timed_out' | 'interrupted', seconds: number): string =>
  end === 'timed_out' ? `Error: not over within ${seconds} s` : 'Interrupted';
