import { on } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { Unreachable } from '../../machines/errors.ts';
import type { FeedFrame } from '../../machines/model/feed.ts';
import { httpFailed } from './http-failed.ts';
import { type ClientTls, secureContext } from './trust.ts';
import { unreachable } from './unreachable.ts';

/** Where to connect, and who asks. */
export interface ConnectOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly tls?: ClientTls | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The other side pings every 30 s; one that was silent for two of them and some is gone. */
const SILENCE_MS = 75_000;
const HANDSHAKE_MS = 30_000;
/** Frames that wait for who iterates; beyond them the socket is not read. */
const WAITING = 1000;

/** Opens a feed. Throws `HttpFailed` when the control plane refuses, `Unreachable` when it is not there. */
export async function connect({ url, apiKey, tls, signal }: ConnectOptions): Promise<WebSocket> {
  // Loaded here: most of a CLI's commands follow nothing.
  const { WebSocket: Socket } = await import('ws');
  signal?.throwIfAborted();
  const socket = new Socket(url, {
    headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
    ...(url.startsWith('wss:') && secureContext(tls)),
  });
  // Nothing is read before who asked iterates.
  socket.once('open', () => socket.pause());
  return new Promise((resolve, reject) => {
    const abort = () => socket.terminate();
    signal?.addEventListener('abort', abort, { once: true });
    socket.once('open', () => {
      signal?.removeEventListener('abort', abort);
      socket.off('error', fail);
      resolve(socket);
    });
    const fail = (error: Error) => {
      signal?.removeEventListener('abort', abort);
      reject(unreachable(url.replace(/^ws/, 'http').replace(/\?.*$/, ''), error));
    };
    socket.on('error', fail);
    socket.once('unexpected-response', (request, response: IncomingMessage) => {
      void textOf(response).then((body) => {
        reject(httpFailed({ status: response.statusCode ?? 0, body }, Boolean(apiKey)));
        request.destroy();
      }, fail);
    });
  });
}

/** The frames of an open feed, in order. Throws `Unreachable` when the connection ends; lets go of it when left. */
export async function* framesOf(socket: WebSocket, signal?: AbortSignal): AsyncGenerator<FeedFrame, void, undefined> {
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
    for await (const [data] of messages) yield JSON.parse(String(data)) as FeedFrame;
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

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
