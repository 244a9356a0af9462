import { ServerResponse, STATUS_CODES } from 'node:http';
import type { Server, Socket } from 'node:net';

/** Why a connection was ended that had not asked for anything yet, or not in a way that we could answer properly. */
export type ConnectionEnd = 'malformed' | 'slow' | 'header_too_large' | 'too_many' | 'tls';

/** Who is told why hangs up by itself; who does not is cut off then. */
const LINGER_MS = 1_000;

/** Ends connections whose client speaks no HTTP, or speaks it too slowly or too much, and counts them. */
export class ConnectionTally {
  readonly #ended = new Map<ConnectionEnd, number>();

  /** Counts the connections that a server turns away because it has too many. */
  watch(server: Server): void {
    server.on('drop', () => this.#count('too_many'));
  }

  /** How many were ended, by reason. */
  get ended(): ReadonlyMap<ConnectionEnd, number> {
    return this.#ended;
  }

  /** Tells the client what is wrong, if it can still hear it, and ends the connection. */
  end(error: { readonly code?: string | undefined }, socket: Socket): void {
    const end = endFor(error.code ?? '');
    // A client that goes on talking after it was told to go; one that is not past TLS is gone already.
    if (end !== 'tls' && (socket.destroyed || socket.writableEnded)) return;
    if (end !== undefined) this.#count(end);
    const told = end === undefined || hasAnswered(socket) ? undefined : ANSWERS[end];
    if (told === undefined) return void socket.destroy();
    socket.end(told);
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  }

  #count(end: ConnectionEnd): void {
    this.#ended.set(end, (this.#ended.get(end) ?? 0) + 1);
  }
}

/** In plain text, as every error; there is none for who is not past TLS, or not even let in. */
const ANSWERS: Readonly<Partial<Record<ConnectionEnd, string>>> = {
  malformed: answer(400, 'this is not HTTP/1.1 as this server reads it; if it is TLS: this port speaks plain HTTP'),
  slow: answer(408, 'the request took too long to arrive'),
  header_too_large: answer(431, 'the headers of the request are too large'),
};

/** Undefined: the client has gone, and that is nothing to count. */
function endFor(code: string): ConnectionEnd | undefined {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'slow';
  if (code === 'HPE_HEADER_OVERFLOW') return 'header_too_large';
  if (code.startsWith('HPE_')) return 'malformed';
  return code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') ? 'tls' : undefined;
}

/** An answer is on its way already: another in the middle of it would be read as its content. */
function hasAnswered(socket: Socket): boolean {
  const response: unknown = Reflect.get(socket, '_httpMessage');
  return response instanceof ServerResponse && response.headersSent;
}

function answer(status: number, body: string): string {
  const headers = `connection: close\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${body.length}\r\n`;
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n${body}`;
}
