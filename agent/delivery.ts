import { HttpFailed } from '../machines/errors.ts';
import { isRejected, type Reporter, wireReport } from '../machines/policy/agent-report.ts';
import type { Outbox } from '../services/store/outbox.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Log } from './log.ts';

/** What delivers reports. */
export interface DeliveryParts {
  readonly outbox: Pick<Outbox, 'first' | 'remove'>;
  readonly controlPlane: Pick<ControlPlane, 'report'>;
  readonly reporter: () => Promise<Reporter>;
  readonly log: Log;
}

/** Sends what waits, oldest first, and forgets what was taken. Throws when the control plane does not answer. */
export async function deliver(parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const { outbox, controlPlane, log } = parts;
  for (let next = outbox.first(); next !== undefined; next = outbox.first()) {
    try {
      await controlPlane.report(wireReport(next, await parts.reporter()));
    } catch (error) {
      const isLost = error instanceof HttpFailed && isRejected(error.status);
      log(
        'WARN',
        `the report "${next.kind}" was not taken: ${error instanceof Error ? error.message : String(error)}`,
        {
          willRetry: !isLost,
        },
      );
      if (!isLost) throw error;
    }
    signal.throwIfAborted();
    outbox.remove(next.seq);
  }
}
