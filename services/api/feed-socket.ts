import { on } from 'node:events';
import type { WebSocket } from 'ws';
import { Unreachable } from '../../machines/errors.ts';
import { socketAgent } from './socket-agent.ts';
import type { ClientTls } from './trust.ts';
import { openSocket } from './web-socket.ts';

/** Where to connect, and who asks. */
export interface ConnectOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly tls?: ClientTls | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The other side pings every 30 s; one that was silent for two of them and some is gone. */
const SILENCE_MS = 75_000;
/** Frames that wait for who iterates; beyond them the socket is not read. */
const WAITING = 1000;

/** Opens a feed. Throws `HttpFailed` when the control plane refuses, `Unreachable` when it is not there, `BadConfig`. */
export async function connect({ url, apiKey, tls, signal }: ConnectOptions): Promise<WebSocket> {
  const headers = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  const agent = await socketAgent(url.replace(/^ws/, 'http'), tls);
  try {
    return await openSocket({ url, options: { headers, agent }, signal });
  } finally {
    // An open socket is no longer the agent's; a tunnel that nobody waits for is.
    agent.destroy();
  }
}

/** The frames of an open feed, in order. Throws `Unreachable` when the connection ends; lets go of it when left. */
export async function* framesOf<Frame>(
  socket: WebSocket,
  signal?: AbortSignal,
): AsyncGenerator<Frame, void, undefined> {
  let why = 'the connection was cut';
  const silence = setTimeout(() => socket.terminate(), SILENCE_MS);
  const hear = () => silence.refresh();
  socket.on('ping', hear).on('message', hear);
  socket.once('close', (code, reason) => (why = reason.length > 0 ? reason.toString() : `closed with code ${code}`));
  try {
    const messages = on(socket, 'message', {
      ...(signal && { signal }),
      close: ['close'],
      highWaterMark: WAITING,
      lowWaterMark: WAITING / 2,
    });
    socket.resume();
    for await (const [data] of messages) yield JSON.parse(String(data)) as Frame;
    throw new Unreachable(`the feed was lost: ${why}`);
  } finally {
    clearTimeout(silence);
    // A socket that is let go of may still fail, which nobody is there to hear.
    socket.on('error', () => undefined);
    // To close is to ask, and a control plane that hangs does not answer.
    if (signal?.aborted) socket.terminate();
    else socket.close();
  }
}
