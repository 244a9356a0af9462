import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** What a connection does: whom it asks for the next request, and whom it tells of an answer. */
export interface ConnectionParts {
  readonly port: number;
  readonly isSecure: boolean;
  /** The bytes of the next request; undefined: there is none, and the connection ends. */
  readonly next: () => Buffer | undefined;
  readonly answered: (ms: number) => void;
  /** How long it waits before that next request, asked after each answer; absent: not at all. */
  readonly restMs?: () => number;
}

const DIGIT_TWO = 0x32;
/** Where the status is in `HTTP/1.1 200 OK`. */
const STATUS_AT = 9;

/**
 * One keep-alive connection that has one request on its way. Its HTTP is written and read by hand, because the
 * processor time of a client library would be missing to the server that shares the machine.
 */
export class LoadConnection {
  readonly #parts: ConnectionParts;
  readonly #socket: Socket;
  #sentAt = 0;
  #unread = '';
  /** The length of a whole answer of this server, once one was read: they differ in nothing but the time. */
  #answerLength = -1;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    const place = { port: parts.port, host: '127.0.0.1', noDelay: true };
    // The certificate is the bench's own: only what TLS costs is of interest.
    this.#socket = parts.isSecure ? connectSecurely({ ...place, rejectUnauthorized: false }) : connect(place);
    const isOpen = parts.isSecure ? 'secureConnect' : 'connect';
    this.#socket.on(isOpen, () => this.#send()).on('data', (chunk: Buffer) => this.#read(chunk));
  }

  /** Ends when the last answer is in. Rejects when an answer is not 2xx, or the connection fails. */
  get ended(): Promise<void> {
    return new Promise((resolve, reject) => this.#socket.once('close', () => resolve()).once('error', reject));
  }

  #send(): void {
    const request = this.#parts.next();
    if (request === undefined) return void this.#socket.end();
    this.#sentAt = performance.now();
    this.#socket.write(request);
  }

  #read(chunk: Buffer): void {
    const isWhole = chunk.length === this.#answerLength && chunk[STATUS_AT] === DIGIT_TWO && this.#unread === '';
    if (!isWhole && !this.#completes(chunk)) return;
    this.#parts.answered(performance.now() - this.#sentAt);
    const restMs = this.#parts.restMs?.() ?? 0;
    if (restMs > 0) setTimeout(() => this.#send(), restMs);
    else this.#send();
  }

  #completes(chunk: Buffer): boolean {
    this.#unread += chunk.toString('latin1');
    const headEnd = this.#unread.indexOf('\r\n\r\n');
    if (headEnd === -1) return false;
    const [, bodyLength = '0'] = /\r\ncontent-length: (\d+)/i.exec(this.#unread) ?? [];
    const length = headEnd + 4 + Number(bodyLength);
    if (this.#unread.length < length) return false;
    if (!this.#unread.startsWith('HTTP/1.1 2')) this.#socket.destroy(new Error(`refused: ${this.#unread}`));
    this.#answerLength = length;
    this.#unread = '';
    return true;
  }
}
