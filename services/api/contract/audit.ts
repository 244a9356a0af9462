import { Type } from 'typebox';
import { AuditEvent } from '../../../machines/model/audit.ts';
import { endpoint, PAGE_QUERY, READERS } from './endpoint.ts';

/** Exact words and a span of time, all of which must match. */
const FILTERS = {
  actor: Type.Optional(Type.String()),
  action: Type.Optional(Type.String()),
  target: Type.Optional(Type.String()),
  since: Type.Optional(Type.String({ description: 'RFC 3339: not what was before.' })),
  until: Type.Optional(Type.String({ description: 'RFC 3339: only what was before.' })),
};

/** The audit: who did what. */
export const audit = {
  listAudit: endpoint({
    method: 'GET',
    path: '/api/v1/audit',
    access: READERS,
    status: 200,
    query: Type.Object({ ...FILTERS, ...PAGE_QUERY }),
    reply: Type.Array(AuditEvent),
    paged: true,
    summary: 'Who did what, newest first; `limit` 100 unless told, at most 500.',
  }),
  exportAudit: endpoint({
    method: 'GET',
    path: '/api/v1/audit/export',
    access: READERS,
    status: 200,
    query: Type.Object({ ...FILTERS, limit: PAGE_QUERY.limit }),
    reply: 'csv',
    summary: 'The same as CSV, all of it unless `limit` says how much.',
  }),
};
