import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failureOf, HttpFailed, Unreachable } from '../../machines/errors.ts';
import type { FeedFrame } from '../../machines/model/feed.ts';
import { baseUrl, filledPath } from './base-url.ts';
import { connect, framesOf } from './feed-socket.ts';
import type { ClientTls } from './trust.ts';

/** What to follow, from where on, and who asks. */
export interface FollowOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly tls?: ClientTls | undefined;
  /** One rollout, to its end; without it everything. */
  readonly rolloutId?: string | undefined;
  /** Only these types of event; not with `rolloutId`. */
  readonly topics?: readonly string[] | undefined;
  /** The last `seq` that was seen; 0 unless told. */
  readonly after?: number | undefined;
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** Hears when the connection stands and when it was lost; what was missed is sent again after a reconnect. */
  readonly onState?: ((state: 'connected' | 'lost', failure?: Failure) => void) | undefined;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

/**
 * Follows a feed over any number of connections: no row is missed and none comes twice. Ends after an
 * `end` frame; throws `HttpFailed` when the control plane refuses (a bad key, no such rollout).
 */
export async function* followFeed(options: FollowOptions): AsyncGenerator<FeedFrame, void, undefined> {
  const { signal, onState } = options;
  let after = options.after ?? 0;
  let waitMs = FIRST_WAIT_MS;
  while (!signal?.aborted) {
    try {
      const socket = await connect({ ...options, url: feedUrl(options, after) });
      onState?.('connected');
      for await (const frame of framesOf(socket, signal)) {
        waitMs = FIRST_WAIT_MS;
        if (frame.type === 'row') after = frame.row.seq;
        if (frame.type === 'gap') after = frame.to;
        yield frame;
        if (frame.type === 'end') return;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (isFinal(error)) throw error;
      onState?.('lost', failureOf(error));
    }
    waitMs = await backOff(waitMs, signal);
  }
}

/** Reading on would not help: the control plane understood and said no. */
const isFinal = (error: unknown): boolean =>
  !(error instanceof Unreachable) && !(error instanceof HttpFailed && error.status >= 500);

/** Waits about `waitMs`, not in step with other viewers of a control plane that restarts; the next wait. */
async function backOff(waitMs: number, signal: AbortSignal | undefined): Promise<number> {
  try {
    await sleep(waitMs * (0.5 + Math.random() / 2), undefined, signal && { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  return Math.min(waitMs * 2, LONGEST_WAIT_MS);
}

function feedUrl({ url, rolloutId, topics }: FollowOptions, after: number): string {
  const { shown } = baseUrl(url);
  const query = { after: String(after), topics: topics?.join(',') };
  const path = rolloutId === undefined ? '/api/v1/live' : '/api/v1/rollouts/:id/live';
  return shown.replace(/^http/, 'ws') + filledPath(path, { params: { id: rolloutId ?? '' }, query });
}
