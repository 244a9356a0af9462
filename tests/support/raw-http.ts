import { once } from 'node:events';
import { connect } from 'node:net';

/** A request as a client writes it; headers in order, byte for byte. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: readonly (readonly [string, string])[];
  /** Brings its length; undefined: neither body nor length. */
  readonly body?: string | undefined;
}

/** An answer as it came, names of headers in small letters. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server that says nothing for this long has forgotten us. */
const PATIENCE_MS = 30_000;

/** Sends a request over a connection of its own and reads one answer, or what came until the other side hung up. */
export async function exchanged(url: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  let came: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    came = withoutContinue(Buffer.concat([came, chunk]));
    if (isWhole(came, request.method)) socket.destroy();
  });
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  // Hung up on: what came before that is the answer.
  socket.on('error', () => undefined);
  socket.write(textOf(request, host));
  await once(socket, 'close');
  return answerIn(came);
}

/** `100 Continue` comes before the answer. */
const withoutContinue = (came: Buffer): Buffer =>
  came.subarray(0, 12).toString() === 'HTTP/1.1 100' ? came.subarray(came.indexOf('\r\n\r\n') + 4) : came;

function textOf({ method, path, headers = [], body }: RawRequest, host: string): string {
  const length = body === undefined ? [] : [['content-length', String(Buffer.byteLength(body))] as const];
  const lines = [...headers, ['host', host] as const, ...length].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

function isWhole(came: Buffer, method: string): boolean {
  const end = came.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const { status, headers } = answerIn(came);
  if (method === 'HEAD' || status === 204 || status === 101) return true;
  if (headers['transfer-encoding'] === 'chunked') return came.subarray(-5).equals(Buffer.from('0\r\n\r\n'));
  return came.length - end - 4 >= Number(headers['content-length']);
}

function answerIn(came: Buffer): RawAnswer {
  const end = came.indexOf('\r\n\r\n');
  const [first = '', ...lines] = came.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(lines.map(header));
  const body = came.subarray(end + 4);
  return {
    status: Number(first.split(' ')[1]),
    headers,
    body: (headers['transfer-encoding'] === 'chunked' ? unchunked(body) : body).toString(),
  };
}

const header = (line: string): [string, string] => {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
};

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\r\n', at);
    const size = end < 0 ? 0 : Number.parseInt(bytes.subarray(at, end).toString(), 16);
    if (!(size > 0)) break;
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
