import type { IncomingMessage } from 'node:http';
import type { ClientOptions, WebSocket } from 'ws';
import { httpFailed } from './http-failed.ts';
import { unreachable } from './unreachable.ts';

/** Where to connect. */
export interface SocketPlace {
  /** `ws:` or `wss:`. */
  readonly url: string;
  readonly options: ClientOptions;
  /** Gives up what is not open yet. */
  readonly signal?: AbortSignal | undefined;
}

const HANDSHAKE_MS = 30_000;
const MOST_REFUSAL_BYTES = 64 * 1024;

/**
 * Opens a WebSocket, which is not read before it is resumed. Throws `HttpFailed` when the control plane refuses,
 * `Unreachable` when it is not there.
 */
export async function openSocket({ url, options, signal }: SocketPlace): Promise<WebSocket> {
  // Loaded here: most of a CLI's commands follow nothing.
  const { WebSocket: Socket } = await import('ws');
  signal?.throwIfAborted();
  const socket = new Socket(url, { handshakeTimeout: HANDSHAKE_MS, perMessageDeflate: false, ...options });
  // Nothing is read before who asked listens.
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
        // Who tries for as long as it runs brings the same signal each time.
        signal?.removeEventListener('abort', abort);
        const hasKey = request.getHeader('authorization') !== undefined;
        reject(httpFailed({ status: response.statusCode ?? 0, body, location: response.headers.location }, hasKey));
        request.destroy();
      }, fail);
    });
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_REFUSAL_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
