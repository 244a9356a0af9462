import { once } from 'node:events';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** Below what Linux and macOS give to who asks for any port: nobody else comes to one between the look and the use. */
const FIRST = 20_000;
const COUNT = 10_000;

/** A port of the loopback interface: one where somebody listens until the test is over, or one that is free. */
export async function aPort({ isTaken }: { isTaken: boolean }): Promise<string> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      // Somebody is there.
      continue;
    }
    if (isTaken) onTestFinished(() => void server.close());
    else await new Promise((resolve) => server.close(resolve));
    return String(port);
  }
}
