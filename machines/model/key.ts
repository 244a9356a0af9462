import { type Static, Type } from 'typebox';

/** What a key may do; no role contains another, each endpoint lists the roles it accepts. */
export const Role = Type.Union([Type.Literal('readonly'), Type.Literal('deploy'), Type.Literal('admin')]);
export type Role = Static<typeof Role>;

/** Body of `POST /keys/bootstrap`. */
export const Bootstrap = Type.Object({ name: Type.String({ default: '', maxBytes: 128 }) });
export type Bootstrap = Static<typeof Bootstrap>;

/** A new key; the only time that it is shown. */
export const NewKey = Type.Object({ key: Type.String(), name: Type.String(), role: Role });
export type NewKey = Static<typeof NewKey>;
