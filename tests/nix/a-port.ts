import { onTestFinished } from 'vitest';
import { freePort, listening } from '../support/free-port.ts';

/** A port of the loopback interface: one where somebody listens until the test is over, or one that is free. */
export async function aPort({ isTaken }: { isTaken: boolean }): Promise<string> {
  if (!isTaken) return String(await freePort());
  const { port, server } = await listening();
  onTestFinished(() => void server.close());
  return String(port);
}
