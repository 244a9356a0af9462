import { HttpFailed } from '../../../machines/errors.ts';

/** There is no such thing, or no more. */
export const isUnknown = (error: unknown): boolean => error instanceof HttpFailed && error.status === 404;
