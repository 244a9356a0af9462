import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { Duplex, Transform } from 'node:stream';
import { connect, type SecureVersion } from 'node:tls';
import { BadInput } from '../../../machines/errors.ts';

/** A listener of this machine. */
export interface TlsEndpoint {
  /** As it was written. */
  readonly text: string;
  readonly address: string;
  readonly port: number;
  /** What it is asked for by name; undefined: it is not. */
  readonly name: string | undefined;
}

/** What a listener makes of a version: `unreachable` where nobody listens or no answer comes. */
export type TlsAnswer = 'accepted' | 'refused' | 'unreachable';

const LOOPBACK = /^(127(?:\.\d{1,3}){3}|localhost|\[::1\]):(\d{1,5})(?:#([A-Za-z0-9.-]{1,253}))?$/;
const ANSWER_MS = 5000;

/** `127.0.0.1:443`, `[::1]:8443#app.example`. Throws `BadInput` for what is no listener of this machine itself. */
export function tlsEndpoint(text: string): TlsEndpoint {
  const [, host = '', digits = '', name] = LOOPBACK.exec(text) ?? [];
  const port = Number(digits);
  if (host === '' || port < 1 || port > 65_535)
    throw new BadInput(`no listener of this machine: ${text} (as 127.0.0.1:443, [::1]:443 or localhost:443#name)`);
  // Whatever a resolver says.
  const address = host === 'localhost' ? '127.0.0.1' : host.replaceAll(/[[\]]/g, '');
  return { text, address, port, name };
}

/**
 * Whether a listener takes a TLS version between two. Its first word decides: a ServerHello accepts the version, whatever becomes of
 * the handshake then (it may want a certificate of ours); anything else does not.
 */
export async function tlsAnswer(
  { address, port, name }: TlsEndpoint,
  minVersion: SecureVersion,
  maxVersion: SecureVersion,
): Promise<TlsAnswer> {
  const plain = connectPlain({ host: address, port });
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    await once(plain, 'connect', { signal });
    const heard = firstRecord();
    const tapped = Duplex.from({ readable: plain.pipe(heard.tap), writable: plain });
    // Level 0: else OpenSSL itself would not speak what is old, and every listener would seem to refuse.
    const ciphers = 'ALL:@SECLEVEL=0';
    const secure = connect({
      ...{ socket: tapped, minVersion, maxVersion, ciphers, rejectUnauthorized: false },
      ...(name !== undefined && { servername: name }),
    });
    // How the handshake ends is of no interest; without a listener its failure would be ours.
    secure.on('error', () => undefined);
    tapped.on('error', () => undefined);
    plain.on('error', () => heard.end());
    plain.on('close', () => heard.end());
    const answer = await Promise.race([heard.answer, once(signal, 'abort').then(() => 'unreachable' as const)]);
    secure.destroy();
    return answer;
  } catch {
    return 'unreachable';
  } finally {
    plain.destroy();
  }
}

/** Listens in until the kind of the first record is known, and of the message in it. */
function firstRecord() {
  const HANDSHAKE = 22;
  const SERVER_HELLO = 2;
  let resolve: (answer: TlsAnswer) => void = () => undefined;
  const answer = new Promise<TlsAnswer>((settle) => (resolve = settle));
  let bytes: Buffer = Buffer.alloc(0);
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (bytes.length < 6) bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= 6) resolve(bytes[0] === HANDSHAKE && bytes[5] === SERVER_HELLO ? 'accepted' : 'refused');
      done(undefined, chunk);
    },
  });
  return { tap, answer, end: () => resolve('refused') };
}
