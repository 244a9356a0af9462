import { HttpFailed } from '../../machines/errors.ts';
import { wholeReason } from './whole-reason.ts';

/**
 * Why a question over a fresh connection shows that the control plane cannot be reached from here as this machine; null: it
 * can. A control plane that is in trouble itself (5xx), or that has too much to do (429), has understood who asks: that must
 * not take a fleet back. Throws the signal's reason.
 */
export async function problemOfReaching(signal: AbortSignal, ask: () => Promise<unknown>): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof HttpFailed && (error.status >= 500 || error.status === 429) ? null : wholeReason(error);
  }
}
