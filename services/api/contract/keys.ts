import { Type } from 'typebox';
import { ApiKey, CreatedKey, CreateKey, OwnKey } from '../../../machines/model/key.ts';
import { ADMINS, endpoint, Id, PAGE_QUERY, READERS } from './endpoint.ts';

/** API keys: who may come in, as what, and for how long. */
export const keys = {
  listKeys: endpoint({
    method: 'GET',
    path: '/api/v1/keys',
    access: ADMINS,
    status: 200,
    query: Type.Object(PAGE_QUERY),
    reply: Type.Array(ApiKey),
    paged: true,
    summary: 'All API keys, oldest first, without what could be used; at most 500 at once.',
  }),
  ownKey: endpoint({
    method: 'GET',
    path: '/api/v1/keys/self',
    access: READERS,
    status: 200,
    reply: OwnKey,
    summary: 'The API key that asks: its name, what it may do, and until when.',
  }),
  createKey: endpoint({
    method: 'POST',
    path: '/api/v1/keys',
    access: ADMINS,
    status: 201,
    body: CreateKey,
    reply: CreatedKey,
    summary: 'Creates an API key and shows it once.',
  }),
  revokeKey: endpoint({
    method: 'DELETE',
    path: '/api/v1/keys/:id',
    access: ADMINS,
    status: 204,
    params: Id,
    summary: 'Revokes an API key at once; 409 for the last admin key.',
  }),
};
