import { connect, type Socket } from 'node:net';

/** What a link does. */
export interface LinkConnectionParts {
  readonly port: number;
  readonly machineId: string;
  /** Hears the text of each frame. */
  readonly heard: (text: string, link: LinkConnection) => void;
  readonly failed: (error: Error) => void;
}

const TEXT = 0x81;
const CLOSE = 0x88;
const PING = 0x89;
const PONG = 0x8a;
const HEAD_END = '\r\n\r\n';

/**
 * An agent's end of a link. Its WebSocket is written and read by hand, because the processor time and the memory of a
 * library would be missing to the server that shares the machine. Masked with zeros, a text stays what it is.
 */
export class LinkConnection {
  readonly #socket: Socket;
  readonly #parts: LinkConnectionParts;
  #unread: Buffer = Buffer.alloc(0);
  #isUpgraded = false;
  #isEnding = false;

  constructor(parts: LinkConnectionParts) {
    this.#parts = parts;
    this.#socket = connect({ port: parts.port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('connect', () => this.#socket.write(handshake(parts.machineId)));
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => parts.failed(error));
    this.#socket.on('close', () => {
      if (!this.#isEnding) parts.failed(new Error(`the link of ${parts.machineId} was cut`));
    });
  }

  /** Sends frames as `framed` makes them. */
  write(frames: Buffer): void {
    this.#socket.write(frames);
  }

  end(): void {
    this.#isEnding = true;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    let bytes = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    if (!this.#isUpgraded) {
      const end = bytes.indexOf(HEAD_END);
      if (end >= 0) this.#welcome(bytes.toString('latin1', 0, end));
      bytes = end >= 0 ? bytes.subarray(end + HEAD_END.length) : bytes;
    }
    while (this.#isUpgraded) {
      const frame = frameIn(bytes);
      if (frame === undefined) break;
      bytes = bytes.subarray(frame.end);
      this.#hear(frame);
    }
    // A copy: a part would keep the whole chunk in memory.
    this.#unread = Buffer.from(bytes);
  }

  #welcome(head: string): void {
    this.#isUpgraded = head.startsWith('HTTP/1.1 101 ');
    if (!this.#isUpgraded) this.#parts.failed(new Error(`refused: ${head.split('\r\n')[0]}`));
    const { machineId } = this.#parts;
    const hello = {
      type: 'hello',
      version: '0.2.0',
      epoch: machineId,
      last_seq: Number.MAX_SAFE_INTEGER,
      boot_id: null,
    };
    this.write(framed(JSON.stringify(hello)));
  }

  #hear({ kind, payload }: Frame): void {
    if (kind === TEXT) this.#parts.heard(payload.toString('latin1'), this);
    if (kind === PING) this.write(framed(payload, PONG));
    if (kind === CLOSE) this.#parts.failed(new Error(`closed: ${payload.toString('utf8', 2)}`));
  }
}

/** A frame as a client sends it. */
export function framed(text: string | Buffer, kind: number = TEXT): Buffer {
  const payload = Buffer.from(text);
  const isShort = payload.length < 126;
  const head = Buffer.alloc(isShort ? 6 : 8);
  head[0] = kind;
  head[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

interface Frame {
  readonly kind: number;
  readonly payload: Buffer;
  readonly end: number;
}

function frameIn(bytes: Buffer): Frame | undefined {
  const [kind, short] = bytes;
  if (kind === undefined || short === undefined) return undefined;
  const start = short === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  const end = start + (short === 126 ? bytes.readUInt16BE(2) : short);
  return bytes.length < end ? undefined : { kind, payload: bytes.subarray(start, end), end };
}

const handshake = (machineId: string): string =>
  [
    `GET /api/v1/machines/${machineId}/link HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: bml4ZmxlZXQtYmVuY2gtMQ==',
    '',
    '',
  ].join('\r\n');
