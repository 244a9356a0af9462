import { filledPath, type PathValues } from '../api/base-url.ts';

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
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** The protocol that a feed speaks; the key comes beside it, for a browser can set no header on a WebSocket. */
const PROTOCOL = 'nixfleet';

/** Follows a feed over any number of connections until its end, or until the signal aborts. */
export async function follow(following: Following): Promise<void> {
  const { signal, state, refused } = following;
  let waitMs = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const end = await connection(following, () => (waitMs = FIRST_WAIT_MS));
    if (end === 'ended' || signal.aborted) return;
    state('lost');
    if (end === 'refused') refused();
    await pause(waitMs, signal);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** One connection, until it is lost or the feed has ended; refused: it never stood. */
function connection(following: Following, heard: () => void): Promise<'refused' | 'lost' | 'ended'> {
  const { url, apiKey, path, values, after, query, frame, state, signal } = following;
  return new Promise((resolve) => {
    const place = filledPath(path, { ...values, query: { ...query?.(), after: String(after()) } });
    const socket = new WebSocket(url.replace(/^http/, 'ws') + place, [PROTOCOL, `bearer.${base64Url(apiKey)}`]);
    let end: 'refused' | 'lost' | 'ended' = 'refused';
    const leave = () => socket.close();
    signal.addEventListener('abort', leave, { once: true });
    socket.addEventListener('open', () => {
      end = 'lost';
      state('connected');
    });
    socket.addEventListener('message', ({ data }) => {
      heard();
      if (!signal.aborted && frame(JSON.parse(String(data))) === true) {
        end = 'ended';
        socket.close();
      }
    });
    socket.addEventListener('close', () => {
      signal.removeEventListener('abort', leave);
      resolve(end);
    });
  });
}

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
