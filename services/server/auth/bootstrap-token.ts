import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { Unauthenticated, Unavailable } from '../../../machines/errors.ts';
import type { Log } from '../log.ts';
import { bearerOf } from './auth.ts';
import type { Doorkeeper } from './doorkeeper.ts';

/** What a token is checked with. */
export interface TokenCheckParts {
  readonly path: string;
  readonly doorkeeper: Doorkeeper;
  readonly log: Log;
}

const HOLDER = 'bootstrap-token:';

/**
 * Lets only who has the content of a file bootstrap; it is read each time, so that a new one counts at once. The actor
 * of the request is then the token, by its SHA-256.
 */
export function tokenCheck({ path, doorkeeper, log }: TokenCheckParts): onRequestAsyncHookHandler {
  return async (request) => {
    const wanted = sha256(await tokenIn(path, log));
    // Not before the file was read: many could be waiting for that.
    const refusal = doorkeeper.refusal(request);
    if (refusal) throw refusal;
    const shown = bearerOf(request);
    if (shown === undefined || !timingSafeEqual(sha256(shown), wanted)) throw refused(request, shown, doorkeeper);
    request.actor = HOLDER + wanted.toString('hex');
  };
}

/** The SHA-256 of the token with which a request came in; undefined: none was asked for. */
export const tokenHashOf = (actor: string): string | undefined =>
  actor.startsWith(HOLDER) ? actor.slice(HOLDER.length) : undefined;

function refused(request: FastifyRequest, shown: string | undefined, doorkeeper: Doorkeeper): Unauthenticated {
  if (shown !== undefined) doorkeeper.failed(request);
  return new Unauthenticated(
    'the first key is given only to who has the bootstrap token: send the content of the file that the control plane ' +
      'was started with (--bootstrap-token-file) as `Authorization: Bearer …`',
  );
}

async function tokenIn(path: string, log: Log): Promise<string> {
  const token = await trimmed(path, log);
  if (token !== '') return token;
  log('error', `nobody can bootstrap: the file of --bootstrap-token-file, ${path}, is empty; write a token into it`);
  throw notNow();
}

async function trimmed(path: string, log: Log): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    log('error', `nobody can bootstrap: the file of --bootstrap-token-file, ${path}, cannot be read`, { error });
    throw notNow();
  }
}

const notNow = (): Unavailable =>
  new Unavailable('the control plane has no bootstrap token just now; its log says what to do about that');

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
