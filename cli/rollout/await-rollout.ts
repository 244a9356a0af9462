import type { RolloutDetail } from '../../machines/model/rollout.ts';
import type { Client } from '../../services/api/client.ts';
import { connectionOf } from '../config/connection.ts';
import { endLines, hasSucceeded } from '../output/rollout-end.ts';
import { type Followed, followRollout, type FollowNews } from './follow-rollout.ts';
import type { Session } from '../session.ts';
import type { Flags } from '../line/flags.ts';
import type { ExitCode } from '../line/verb.ts';

/** The flags of every verb that can wait for a rollout. */
export const WAIT_FLAGS = {
  wait: { kind: 'switch', says: 'Show how the rollout goes until it is over; fails when it pauses or fails' },
  'wait-timeout': { kind: 'count', hint: 'seconds', default: 300, says: 'How long to wait; 0: for ever' },
} as const satisfies Flags;

/** Which rollout to wait for. */
export interface Awaited {
  /** Closed when the waiting is over. */
  readonly client: Pick<Client, 'getRollout' | 'whyMachine' | 'close'>;
  readonly id: string;
  /** The last row of its feed that was seen. */
  readonly after: number;
  readonly timeoutSeconds: number;
}

/**
 * Waits for a rollout as `--wait` promises: what happens, how it ended, what to do next, and the exit code of that. With
 * `--json` each of what happens is a line of JSON, and the last says how it ended.
 */
export async function awaitRollout(awaited: Awaited, session: Session): Promise<ExitCode> {
  const { id, timeoutSeconds, client } = awaited;
  const { screen } = session;
  const tell = (record: WaitRecord) => {
    if (session.isJson) screen.jsonLine(record);
  };
  try {
    const watched = await followed(awaited, session, tell).finally(() => client.close());
    if (watched.end === 'over') for (const line of endLines(watched.rollout)) screen.say(line);
    else for (const line of whyNoLonger(watched, { id, timeoutSeconds })) screen.note(line);
    const exitCode = exitCodeOf(watched);
    tell({ type: 'end', exit_code: exitCode, rollout: watched.end === 'deleted' ? null : (watched.rollout ?? null) });
    return exitCode;
  } catch (error) {
    tell({ type: 'end', exit_code: 1, rollout: null });
    throw error;
  }
}

/** A line of `--wait --json`. */
type WaitRecord =
  FollowNews | { readonly type: 'end'; readonly exit_code: ExitCode; readonly rollout: RolloutDetail | null };

async function followed(
  { client, id, after, timeoutSeconds }: Awaited,
  session: Session,
  tell: (news: FollowNews) => void,
): Promise<Followed> {
  const signal = session.interruption();
  const { followFeed } = await import('../../services/api/feed.ts');
  return followRollout({
    source: {
      rollout: () => client.getRollout({ params: { id } }),
      why: (machine) => client.whyMachine({ params: { id, machine_id: machine } }),
      feed: (options) => followFeed({ ...connectionOf(session.config), ...options, rolloutId: id }),
    },
    progress: session.screen.progress('rollout'),
    after,
    timeoutSeconds,
    signal,
    tell,
  });
}

function exitCodeOf(watched: Followed): ExitCode {
  if (watched.end === 'interrupted') return 130;
  return watched.end === 'over' && hasSucceeded(watched.rollout) ? 0 : 1;
}

function whyNoLonger(watched: Followed, { id, timeoutSeconds }: Pick<Awaited, 'id' | 'timeoutSeconds'>): string[] {
  if (watched.end === 'over') return [];
  if (watched.end === 'deleted')
    return [`Error: rollout ${id} was deleted while it was waited for; machines keep what they have`];
  const { end, rollout, waiting } = watched;
  const why = end === 'timed_out' ? `Error: not over within ${timeoutSeconds} s` : 'Interrupted';
  const how = rollout
    ? `is ${rollout.phase ?? rollout.status} and goes on`
    : 'goes on; the control plane did not say how';
  const again = `Wait again with: nixfleet rollout status ${id} --wait --wait-timeout 0`;
  return [`${why}; rollout ${id} ${how}. ${again}`, ...waiting];
}
