import { Type } from 'typebox';

/** A string of at most `maxBytes` UTF-8 bytes (RFC 3629); longer is a 400, not a 422. */
export const WireText = (maxBytes: number, description?: string) =>
  Type.String({ maxBytes, ...(description !== undefined && { description }) });

/** The value or an explicit `null`; v0.1.1 never leaves a nullable field out. */
export const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** RFC 3339, UTC, `Z`. */
export const Timestamp = Type.String({ format: 'date-time' });

/** An unsigned integer: never `3600.0`, never negative. */
export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
