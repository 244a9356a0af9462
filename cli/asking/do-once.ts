import { HttpFailed, Unreachable } from '../../machines/errors.ts';
import type { Client } from '../../services/api/client.ts';
import type { OnceOptions } from '../../services/api/client-call.ts';
import { isPassing } from './passing.ts';

/** How long it may take to say whether it is there at all. */
const ASK_MS = 5_000;

/**
 * Does what must be done once, and tries a second time when no answer came: the control plane knows by the key whether it
 * was done already. One that keeps no keys (v0.1.1) is never asked twice, and none after `signal`.
 */
export async function doOnce<Answer>(
  client: Pick<Client, 'ready'>,
  deed: (once: OnceOptions) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const once = { idempotencyKey: globalThis.crypto.randomUUID() };
  try {
    return await deed(once);
  } catch (error) {
    if (!isPassing(error) || signal?.aborted || !(await keepsAnswers(client)) || signal?.aborted) throw error;
    return deed(once);
  }
}

/** v0.1.1 has no `/ready`; ours has it also where it may not serve now. */
async function keepsAnswers(client: Pick<Client, 'ready'>): Promise<boolean> {
  const signal = AbortSignal.timeout(ASK_MS);
  try {
    await client.ready({ signal });
    return true;
  } catch (error) {
    if (error instanceof HttpFailed) return error.status === 503;
    if (error instanceof Unreachable || signal.aborted) return false;
    throw error;
  }
}
