import { Type } from 'typebox';
import { AuditEvent } from '../../../machines/model/audit.ts';
import { endpoint, READERS } from './endpoint.ts';

/** Exact words, all of which must match; `limit` is a count. */
const Question = Type.Object({
  actor: Type.Optional(Type.String()),
  action: Type.Optional(Type.String()),
  target: Type.Optional(Type.String()),
  limit: Type.Optional(Type.String()),
});

/** The audit: who did what. */
export const audit = {
  listAudit: endpoint({
    method: 'GET',
    path: '/api/v1/audit',
    access: READERS,
    status: 200,
    query: Question,
    reply: Type.Array(AuditEvent),
    summary: 'Who did what, newest first; `limit` 100 unless told, at most 500.',
  }),
  exportAudit: endpoint({
    method: 'GET',
    path: '/api/v1/audit/export',
    access: READERS,
    status: 200,
    query: Question,
    reply: 'csv',
    summary: 'The same as CSV, all of it unless `limit` says how much.',
  }),
};
