import type { BeatFrame } from '../../machines/model/feed.ts';
import { filledPath, type PathValues } from '../api/base-url.ts';

/** How long what may take; ms. */
export interface FollowTiming {
  /** A socket that does not stand by then is given up. */
  readonly connectMs: number;
  /** One that was silent for so long is dead: a beat comes every 30 s. */
  readonly silenceMs: number;
  /** The pauses between attempts: the first, and what they grow to. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** A feed to follow, and who hears it. */
export interface Following {
  /** Where the API is. */
  readonly url: string;
  readonly apiKey: string;
  /** As the contract has it: `/api/v1/rollouts/:id/live`. */
  readonly path: string;
  readonly values?: Pick<PathValues, 'params'>;
  /** The last `seq` that is known, asked each time it connects: what came after is sent again. */
  readonly after: () => number;
  /** What else it is asked with, each time it connects. */
  readonly query?: () => Readonly<Record<string, string>>;
  /** Takes a frame; true: it was the last. */
  readonly frame: (frame: unknown) => boolean | void;
  /** Whether it stands just now. */
  readonly state: (state: 'connected' | 'lost') => void;
  /** It was refused or nobody is there, which a browser does not tell apart. */
  readonly refused: () => void;
  readonly signal: AbortSignal;
  readonly timing?: Partial<FollowTiming>;
}

const TIMING: FollowTiming = { connectMs: 15_000, silenceMs: 75_000, firstWaitMs: 250, longestWaitMs: 5000 };

/** The protocol that a feed speaks; the key comes beside it, for a browser can set no header on a WebSocket. */
const PROTOCOL = 'nixfleet';

/** Follows a feed over any number of connections until its end, or until the signal aborts. */
export async function follow(following: Following): Promise<void> {
  const { signal, state, refused } = following;
  const timing = { ...TIMING, ...following.timing };
  let waitMs = timing.firstWaitMs;
  while (!signal.aborted) {
    const end = await connection(following, timing, () => (waitMs = timing.firstWaitMs));
    if (end === 'ended' || signal.aborted) return;
    state('lost');
    if (end === 'refused') refused();
    await pause(waitMs, signal);
    waitMs = Math.min(waitMs * 2, timing.longestWaitMs);
  }
}

/** How a connection was over; refused: somebody, or nobody, said so before it stood. */
type End = 'refused' | 'lost' | 'ended';

/** One connection, until it is lost or silent, or the feed has ended. */
function connection(following: Following, timing: FollowTiming, heard: () => void): Promise<End> {
  const { frame, state, signal } = following;
  return new Promise((resolve) => {
    const socket = opened(following);
    let end: End | undefined;
    const over = (how: End) => {
      if (end !== undefined) return;
      end = how;
      clearTimeout(silence);
      signal.removeEventListener('abort', leave);
      socket.close();
      // A dead path does not answer that: nobody waits for it, and what still comes is not heard.
      resolve(how);
    };
    const leave = () => over('lost');
    const patience = (ms: number) => setTimeout(leave, ms);
    let silence = patience(timing.connectMs);
    const hear = () => {
      clearTimeout(silence);
      silence = patience(timing.silenceMs);
    };
    let stood = false;
    signal.addEventListener('abort', leave, { once: true });
    socket.addEventListener('open', () => {
      if (end !== undefined) return;
      stood = true;
      hear();
      state('connected');
    });
    socket.addEventListener('message', ({ data }) => {
      if (end !== undefined) return;
      hear();
      heard();
      const said: unknown = JSON.parse(String(data));
      if (!isBeat(said) && frame(said) === true) over('ended');
    });
    socket.addEventListener('close', () => over(stood ? 'lost' : 'refused'));
  });
}

/** A WebSocket on what is to be followed, that beats: a browser does not see its pings. */
function opened({ url, apiKey, path, values, after, query }: Following): WebSocket {
  const asked = { ...query?.(), after: String(after()), beat: 'true' };
  const place = filledPath(path, { ...values, query: asked });
  return new WebSocket(url.replace(/^http/, 'ws') + place, [PROTOCOL, `bearer.${base64Url(apiKey)}`]);
}

const isBeat = (said: unknown): said is BeatFrame =>
  typeof said === 'object' && said !== null && 'type' in said && said.type === 'beat';

/** About so long, not in step with other viewers of a control plane that restarts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Both are taken back: a page that is open for days pauses ten thousand times with one signal.
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms * (0.5 + Math.random() / 2));
    signal.addEventListener('abort', over);
  });
}

/** RFC 4648, section 5, without padding: all that a name of a protocol may have. */
const base64Url = (text: string): string =>
  btoa(String.fromCodePoint(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
