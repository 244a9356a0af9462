import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failureOf, HttpFailed, Unreachable } from '../../machines/errors.ts';
import { baseUrl } from './base-url.ts';
import { connect, framesOf } from './feed-socket.ts';
import type { ClientTls } from './trust.ts';

/** Who follows something, and from where on. */
export interface Following {
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly tls?: ClientTls | undefined;
  /** The last `seq` that was seen; 0 unless told. */
  readonly after?: number | undefined;
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** Hears when the connection stands and when it was lost; what was missed is sent again after a reconnect. */
  readonly onState?: ((state: 'connected' | 'lost', failure?: Failure) => void) | undefined;
}

/** What frames of a kind have in common. */
export interface FollowedTopic<Frame> {
  /** Its path with the query, for who has everything up to `after`. */
  readonly path: (after: number) => string;
  /** Up to where the viewer has everything when it has this frame; undefined: no further than before. */
  readonly seqOf: (frame: Frame) => number | undefined;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

/**
 * Follows a topic over any number of connections: nothing is missed and nothing comes twice. Ends after an `end` frame;
 * throws `HttpFailed` when the control plane refuses (a bad key, no such thing).
 */
export async function* followFrames<Frame extends { readonly type: string }>(
  following: Following,
  { path, seqOf }: FollowedTopic<Frame>,
): AsyncGenerator<Frame, void, undefined> {
  const { signal, onState } = following;
  const origin = baseUrl(following.url).shown.replace(/^http/, 'ws');
  let after = following.after ?? 0;
  let waitMs = FIRST_WAIT_MS;
  while (!signal?.aborted) {
    try {
      const socket = await connect({ ...following, url: origin + path(after) });
      onState?.('connected');
      for await (const frame of framesOf<Frame>(socket, signal)) {
        waitMs = FIRST_WAIT_MS;
        after = seqOf(frame) ?? after;
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
