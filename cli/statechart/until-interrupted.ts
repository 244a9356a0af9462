import type { Client } from '../../services/api/client.ts';
import type { ExitCode } from '../line/verb.ts';
import type { Session } from '../session.ts';

/** Does something with a client until it is done, or until Ctrl-C, which is no failure; then lets go of the client. */
export async function untilInterrupted(
  session: Pick<Session, 'client' | 'interruption'>,
  work: (client: Client, signal: AbortSignal) => Promise<void>,
): Promise<ExitCode> {
  const signal = session.interruption();
  const client = await session.client();
  try {
    await work(client, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    client.close();
  }
  return 0;
}
