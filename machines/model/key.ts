import { type Static, Type } from 'typebox';
import { Nullable, Timestamp } from './text.ts';

/** What a key may do; no role contains another, each endpoint lists the roles it accepts. */
export const Role = Type.Union([Type.Literal('readonly'), Type.Literal('deploy'), Type.Literal('admin')]);
export type Role = Static<typeof Role>;

/** Body of `POST /keys/bootstrap`. */
export const Bootstrap = Type.Object({ name: Type.String({ default: '', maxBytes: 128 }) });
export type Bootstrap = Static<typeof Bootstrap>;

/** A new key; the only time that it is shown. */
export const NewKey = Type.Object({ key: Type.String(), name: Type.String(), role: Role });
export type NewKey = Static<typeof NewKey>;

/** Body of `POST /keys`. Names need not be unique: a key is replaced by a new one of its name before it is revoked. */
export const CreateKey = Type.Object({
  name: Type.String({ minLength: 1, maxBytes: 128, description: '1 to 128 bytes, no control characters.' }),
  role: Role,
  expires_at: Type.Optional(Nullable(Timestamp)),
});
export type CreateKey = Static<typeof CreateKey>;

/** A key that was created; the only time that its text is shown. */
export const CreatedKey = Type.Object({
  id: Type.Integer(),
  key: Type.String({ description: '`nfk-` and 64 hexadecimal digits.' }),
  name: Type.String(),
  role: Role,
  expires_at: Nullable(Timestamp),
  created_at: Timestamp,
});
export type CreatedKey = Static<typeof CreatedKey>;

/** A key as it is listed: neither its text nor its hash. */
export const ApiKey = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  role: Role,
  created_at: Timestamp,
  created_by: Nullable(Type.String({ description: 'Who made it; null: it was inserted into the database by hand.' })),
  expires_at: Nullable(Timestamp),
  last_used_at: Nullable(Type.String({ format: 'date-time', description: 'Within a minute.' })),
});
export type ApiKey = Static<typeof ApiKey>;

/** The key that asks, without what could be used. */
export const OwnKey = Type.Object({
  name: Type.String(),
  role: Role,
  expires_at: Nullable(Timestamp),
});
export type OwnKey = Static<typeof OwnKey>;
