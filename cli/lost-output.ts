import { hasCode } from '../services/host/error-code.ts';

/**
 * What an error of an output stream means for the program. A reader that has seen enough (`| head`) is no failure. A terminal that is
 * gone ends us by its own signal, and in order. Elsewhere what was asked for cannot be told: that is a failure, at once.
 */
export const lostOutput = (error: unknown): 'no failure' | 'hung up' | 'failure' =>
  hasCode(error, 'EPIPE') ? 'no failure' : hasCode(error, 'EIO') ? 'hung up' : 'failure';
