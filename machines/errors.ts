/**
 * The base of every error that a caller can name: `code` is stable and goes over the wire, the
 * message is for people and says what to do, `detail` is for the log.
 */
export abstract class FleetError extends Error {
  abstract readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;
  constructor(message: string, detail: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.detail = detail;
  }
}

/** The input breaks a rule that its shape cannot show: a bad threshold, an id that is too long. */
export class BadInput extends FleetError {
  readonly code = 'BAD_INPUT';
}

/** The input does not have the shape that the contract names. */
export class BadShape extends FleetError {
  readonly code = 'BAD_SHAPE';
}

/** The caller has no valid API key. */
export class Unauthenticated extends FleetError {
  readonly code = 'UNAUTHENTICATED';
}

/** The caller has failed to say who it is too often, and may try again in a while. */
export class RateLimited extends FleetError {
  readonly code = 'RATE_LIMITED';
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super(message, { retryAfterSeconds });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The caller is known and may not do this. */
export class Forbidden extends FleetError {
  readonly code = 'FORBIDDEN';
}

/** There is no such machine, release, rollout or key. */
export class NotFound extends FleetError {
  readonly code = 'NOT_FOUND';
}

/** The request is fine and the present state does not allow it. */
export class Conflict extends FleetError {
  readonly code = 'CONFLICT';
}

/** An `Idempotency-Key` was used before, for another request. */
export class IdempotencyKeyReused extends FleetError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
}

/** The service cannot answer now and may soon: the disk is full, the actor thread restarts. */
export class Unavailable extends FleetError {
  readonly code = 'UNAVAILABLE';
}

/** A configuration value, flag or file is wrong; the message names it and the remedy. */
export class BadConfig extends FleetError {
  readonly code = 'BAD_CONFIG';
}

/** The command line is wrong (exit code 2). */
export class BadUsage extends FleetError {
  readonly code = 'BAD_USAGE';
}

/** A child process failed, could not be started, or ran past its limit. */
export class CommandFailed extends FleetError {
  readonly code = 'COMMAND_FAILED';
}

/** An HTTP answer outside 2xx; `status` is its code, the message is fit for an operator. */
export class HttpFailed extends FleetError {
  readonly code = 'HTTP_FAILED';
  readonly status: number;
  constructor(message: string, status: number, detail: Record<string, unknown> = {}) {
    super(message, { ...detail, status });
    this.status = status;
  }
}

/** The other side could not be reached at all, or hung up. */
export class Unreachable extends FleetError {
  readonly code = 'UNREACHABLE';
}

/** A stored snapshot cannot be brought back to life. */
export class BadSnapshot extends FleetError {
  readonly code = 'BAD_SNAPSHOT';
}

/** An error as data: what an effect's failure, a log row or a thread message carries. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** The error as data; what is not a `FleetError` is a bug and keeps only its message. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FleetError) return { code: error.code, message: error.message };
  return { code: 'BUG', message: error instanceof Error ? error.message : String(error) };
}

const BY_CODE = new Map<string, new (message: string) => FleetError>(
  [
    ...[BadInput, BadShape, Unauthenticated, Forbidden, NotFound, Conflict],
    ...[IdempotencyKeyReused, Unavailable, BadConfig, BadSnapshot],
  ].map((type) => [new type('').code, type]),
);

/** The error that a failure tells of, on the other side of a thread; a bug stays a plain `Error`. */
export function errorOf({ code, message }: Failure): Error {
  const type = BY_CODE.get(code);
  return type === undefined ? new Error(message) : new type(message);
}
