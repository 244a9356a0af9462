import { HttpFailed, Unreachable } from '../../machines/errors.ts';

/** Whether no answer came, or one that only says so: from what stands in front of a control plane, or one that restarts. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof HttpFailed && [502, 503, 504].includes(error.status));
