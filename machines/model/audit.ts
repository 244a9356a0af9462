import { type Static, Type } from 'typebox';
import { Nullable } from './text.ts';

/** Who did what to what. */
export const AuditEvent = Type.Object({
  id: Type.Integer(),
  timestamp: Type.String({ description: '`YYYY-MM-DD HH:MM:SS`, UTC.' }),
  actor: Type.String(),
  action: Type.String(),
  target: Type.String(),
  detail: Nullable(Type.String()),
});
export type AuditEvent = Static<typeof AuditEvent>;
