import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The header in which a request brings its id, and every answer names it. */
export const REQUEST_ID = 'x-request-id';

const SANE = /^[!-~]{1,64}$/;

/** Names requests: with the id that they bring if it may stand in a log, else with one that no other process gives. */
export function requestId(): (request: Pick<IncomingMessage, 'headers'>) => string {
  const process = randomBytes(4).toString('hex');
  let count = 0;
  return ({ headers }) => {
    const brought = headers[REQUEST_ID];
    if (typeof brought === 'string' && SANE.test(brought)) return brought;
    count += 1;
    return `${process}-${count.toString(36)}`;
  };
}
