import { expect } from 'vitest';

/** So long a page may take on a machine that has much else to do. */
const LONGEST_MS = 20_000;

/** Expects something of a page that comes true by itself. */
export function soon<Seen>(look: () => Promise<Seen> | Seen) {
  return expect.poll(look, { timeout: LONGEST_MS });
}
