import { failureOf, HttpFailed } from '../machines/errors.ts';
import { reportEnd, type Reporter, wireReport } from '../machines/policy/agent-report.ts';
import type { Outbox } from '../services/store/outbox.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Log } from './log.ts';

/** What delivers reports. */
export interface DeliveryParts {
  readonly outbox: Pick<Outbox, 'first' | 'remove'>;
  readonly controlPlane: Pick<ControlPlane, 'report'>;
  readonly reporter: () => Promise<Reporter>;
  readonly log: Log;
  /** How long it may take; the rest is left for the next delivery. Half a minute unless told. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;

/** Sends what waits, oldest first, and forgets what was taken. Throws when the control plane does not answer. */
export async function deliver(parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const { outbox, controlPlane, log, patienceMs = PATIENCE_MS } = parts;
  const endsAt = performance.now() + patienceMs;
  for (let next = outbox.first(); next !== undefined; next = outbox.first()) {
    try {
      await controlPlane.report(wireReport(next, await parts.reporter()));
    } catch (error) {
      const end = error instanceof HttpFailed ? reportEnd(error.status) : 'kept';
      if (end !== 'taken') {
        log('WARN', `the report "${next.kind}" was not taken: ${failureOf(error).message}`, {
          willRetry: end === 'kept',
        });
      }
      if (end === 'kept') throw error;
    }
    signal.throwIfAborted();
    outbox.remove(next.seq);
    // A control plane that answers slowly must not keep the machine from being looked after.
    if (performance.now() >= endsAt) return;
  }
}
