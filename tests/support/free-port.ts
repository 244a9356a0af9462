import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below what Linux and macOS give to who asks for any port, also to every connection that goes out: a server may end and
 * begin again on such a port, and nobody has come to it in between.
 */
const FIRST = 20_000;
/** Each worker of vitest has so many of its own: what one has found and not taken yet, no other takes. */
const LANE = 1_250;
const LANES = 8;

/** A loopback port where nobody listens. */
export async function freePort(): Promise<number> {
  const { port, server } = await listening();
  server.close();
  await once(server, 'close');
  return port;
}

/** A server on such a port. */
export async function listening(): Promise<{ port: number; server: Server }> {
  const first = FIRST + (Number(process.env['VITEST_POOL_ID'] ?? 0) % LANES) * LANE;
  for (;;) {
    const port = randomInt(first, first + LANE);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return { port, server };
    } catch {
      // Somebody is there: another one.
    }
  }
}
