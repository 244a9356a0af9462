import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { BadInput } from '../../../machines/errors.ts';

/** What a decoder puts in the place of bytes that are no UTF-8. */
const REPLACED = encodeURIComponent('\ufffd');
/** Bytes beyond ASCII, one after another. */
const BYTES = /(?:%[89a-f][0-9a-f])+/gi;

/**
 * The router refuses a path that it cannot decode before anybody is asked for a key. v0.1.1 reads every path: a `%` that
 * begins nothing is a `%`, and a route says of bytes that are no UTF-8 that they are none, to who may ask it.
 */
export class PathText {
  readonly #unreadable = new WeakSet<IncomingMessage>();

  /** The URL of a request as the router can read it. */
  readable(request: IncomingMessage): string {
    const url = request.url ?? '/';
    const [path = ''] = url.split('?', 1);
    if (canBeDecoded(path)) return url;
    const escaped = path.replaceAll(/%(?![0-9a-f]{2})/gi, '%25');
    const replaced = escaped.replaceAll(BYTES, (bytes) => (canBeDecoded(bytes) ? bytes : REPLACED));
    if (replaced !== escaped) this.#unreadable.add(request);
    return replaced + url.slice(path.length);
  }

  /** Refuses requests for a path of a route that is no UTF-8, once they have shown who they are. */
  watch(app: FastifyInstance): void {
    app.addHook('preParsing', (request, _reply, payload, done) => {
      const isRefused = this.#unreadable.has(request.raw) && !request.is404;
      done(isRefused ? new BadInput('the path is not percent-encoded UTF-8') : null, payload);
    });
  }
}

function canBeDecoded(text: string): boolean {
  if (!text.includes('%')) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
