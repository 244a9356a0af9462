import { failureOf, HttpFailed } from '../../machines/errors.ts';
import type { Report } from '../../machines/model/report.ts';
import { type QueuedReport, reportEnd, type Reporter, wireReport } from '../../machines/policy/agent-report.ts';
import type { Outbox } from '../../services/store/outbox.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Link } from '../link/link.ts';
import type { Log } from '../log.ts';

/** What delivers reports. */
export interface DeliveryParts {
  readonly outbox: Pick<Outbox, 'first' | 'remove'>;
  readonly controlPlane: Pick<ControlPlane, 'report'>;
  /** The quicker way, while it stands. */
  readonly link?: Pick<Link, 'deliver' | 'hold' | 'isKnown'> | undefined;
  readonly reporter: () => Promise<Reporter>;
  readonly log: Log;
  /** How long it may take; the rest is left for the next delivery. Half a minute unless told. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;

/**
 * Sends what waits, oldest first, and forgets what was taken: over the link, and what that does not take one by one. Throws
 * when the control plane does not answer.
 */
export async function deliver(parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  if (await parts.link?.deliver()) return;
  signal.throwIfAborted();
  const release = parts.link?.hold();
  try {
    await post(parts, signal);
  } finally {
    release?.();
  }
}

async function post(parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const { outbox, controlPlane, log, patienceMs = PATIENCE_MS } = parts;
  const endsAt = performance.now() + patienceMs;
  for (let next = outbox.first(); next !== undefined; next = outbox.first()) {
    try {
      await controlPlane.report(await postedReport(next, parts), signal);
    } catch (error) {
      signal.throwIfAborted();
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

/** A control plane that has links may have got it over one: by its number it knows. */
async function postedReport(queued: QueuedReport, { reporter, link }: DeliveryParts): Promise<Report> {
  const who = await reporter();
  const report = wireReport(queued, who);
  return link?.isKnown ? { ...report, epoch: who.epoch, seq: queued.seq } : report;
}
