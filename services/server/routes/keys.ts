import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { NotFound } from '../../../machines/errors.ts';
import { wholeSecondsOrNull } from '../../../machines/policy/timestamp.ts';
import type { Engine } from '../../actors/engine.ts';
import type { KeyReads } from '../../store/read/keys.ts';
import { tokenHashOf } from '../auth/bootstrap-token.ts';
import { pageAsked } from '../http/paging.ts';
import { serve } from '../http/serve.ts';

/** What the routes of keys are made of. */
export interface KeyRouteParts {
  readonly keys: Pick<KeyReads, 'list'>;
  readonly engine: Pick<Engine, 'request'>;
  /** Stands before bootstrap; undefined: anybody can be the first, as with v0.1.1. */
  readonly tokenCheck?: onRequestAsyncHookHandler | undefined;
}

/** API keys: the first one, and those that it makes. */
export function keyRoutes(app: FastifyInstance, { keys, engine, tokenCheck }: KeyRouteParts): void {
  serve(
    app,
    'bootstrap',
    ({ body }, actor) => engine.request('bootstrap', { name: body.name, tokenHash: tokenHashOf(actor) }),
    tokenCheck && { onRequest: tokenCheck },
  );
  serve(app, 'listKeys', ({ query }) => keys.list(pageAsked(query, { unasked: 500 })));
  serve(app, 'ownKey', (_input, _actor, _once, key) => {
    if (key === null) throw new Error('the contract asks for a key');
    return { name: key.name, role: key.role, expires_at: wholeSecondsOrNull(key.expiresAt) };
  });
  serve(app, 'createKey', ({ body: { name, role, expires_at: expiresAt = null } }, actor) =>
    engine.request('createKey', { name, role, expiresAt, actor }),
  );
  serve(app, 'revokeKey', ({ params }, actor) => {
    const id = idIn(params.id);
    if (id === undefined) throw new NotFound(`there is no API key ${params.id}; GET /api/v1/keys lists their ids`);
    return engine.request('revokeKey', { id, actor });
  });
}

const idIn = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);
