import { failureOf, HttpFailed, Unreachable } from '../../machines/errors.ts';
import type { EvidenceTaken } from '../../machines/model/compliance.ts';
import type { SignedEvidence } from '../../machines/model/evidence.ts';
import type { Clock } from '../../services/actors/clock.ts';
import type { Log } from '../log.ts';
import { evidenceName, type EvidenceToSend, evidenceToSend } from './evidence-to-send.ts';

/** What sends evidence. */
export interface EvidenceSenderParts {
  /** Where the collector puts it. */
  readonly folder: string;
  readonly everyMs: number;
  readonly send: (evidence: SignedEvidence, signal: AbortSignal) => Promise<EvidenceTaken>;
  /** What was sent last, kept over a restart. */
  readonly memory: { sentEvidence(): string | undefined; noteSentEvidence(name: string): void };
  readonly clock: Clock;
  readonly log: Log;
}

/** A control plane that does not answer must not be waited for longer. */
const PATIENCE_MS = 30_000;

/** How long a control plane that knows of no evidence is left in peace: it may be a newer one by then. */
const TOO_OLD_MS = 3_600_000;

/** What the answer means for the evidence: it may be tried again, or other evidence has to come. */
export function evidenceEnd(status: number): 'too-old' | 'refused' | 'kept' {
  // v0.1.1 has no such route.
  if (status === 404 || status === 405) return 'too-old';
  return [400, 409, 413, 422].includes(status) ? 'refused' : 'kept';
}

/**
 * Brings each new evidence of this machine to the control plane. It looks by itself, apart from polls and reports: nothing
 * that has to do with evidence holds those up.
 */
export class EvidenceSender {
  readonly #parts: EvidenceSenderParts;
  readonly #stopping = new AbortController();
  /** Not before; ms since the epoch. */
  #restsUntil = 0;
  /** What was said last of what is in the way: once is enough. */
  #said = '';

  constructor(parts: EvidenceSenderParts) {
    this.#parts = parts;
  }

  /** Looks now and from now on. */
  start(): void {
    void this.#turns(this.#stopping.signal);
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #turns(signal: AbortSignal): Promise<void> {
    const { clock, everyMs } = this.#parts;
    while (!signal.aborted) {
      await this.#look(signal).catch((error: unknown) => {
        if (signal.aborted) return;
        this.#inTheWay(
          `evidence of compliance is not sent: ${failureOf(error).message}`,
          isPassing(error) ? 'DEBUG' : 'WARN',
        );
      });
      await clock.sleepUntil(clock.now() + everyMs, signal).catch(() => undefined);
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { folder, memory, clock } = this.#parts;
    const name = await evidenceName(folder);
    // A clock that was set back is no reason to rest longer.
    const restMs = this.#restsUntil - clock.now();
    if (name === undefined || name === memory.sentEvidence() || (restMs > 0 && restMs <= TOO_OLD_MS)) return;
    const found = await evidenceToSend(folder);
    if (found !== undefined) await this.#send(found, signal);
  }

  async #send({ name, signed }: EvidenceToSend, signal: AbortSignal): Promise<void> {
    const { send, memory, clock, log } = this.#parts;
    try {
      const { trust, is_known } = await send(signed, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]));
      if (signal.aborted) return;
      memory.noteSentEvidence(name);
      this.#said = '';
      if (trust === 'other-key') log('WARN', OTHER_KEY, { evidence: name });
      else log(is_known ? 'DEBUG' : 'INFO', 'evidence of compliance is with the control plane', { evidence: name });
    } catch (error) {
      if (signal.aborted) return;
      const end = error instanceof HttpFailed ? evidenceEnd(error.status) : 'kept';
      if (end === 'kept') throw error;
      if (end === 'too-old') {
        this.#restsUntil = clock.now() + TOO_OLD_MS;
        return this.#inTheWay(
          'the control plane takes no evidence of compliance: it is older than this agent',
          'DEBUG',
        );
      }
      memory.noteSentEvidence(name);
      log('WARN', `the control plane refuses the evidence of compliance: ${failureOf(error).message}`, {
        evidence: name,
      });
    }
  }

  #inTheWay(message: string, level: 'WARN' | 'DEBUG' = 'WARN'): void {
    if (this.#said === message) return;
    this.#said = message;
    this.#parts.log(level, message);
  }
}

/** It passes by itself; of a control plane that cannot be reached the polls tell. */
const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof HttpFailed && error.status === 429);

const OTHER_KEY =
  'the evidence of compliance counts for nothing: the control plane believes another key of this machine; if its host ' +
  'key was changed on purpose, an administrator runs `nixfleet compliance trust`';
