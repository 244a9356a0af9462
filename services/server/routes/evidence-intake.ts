import { BadInput, RateLimited } from '../../../machines/errors.ts';
import type { EvidenceTaken } from '../../../machines/model/compliance.ts';
import type { SignedEvidence } from '../../../machines/model/evidence.ts';
import type { Engine } from '../../actors/engine.ts';
import { lapsesText } from '../../compliance/lapses.ts';
import { resultsOf } from '../../compliance/results.ts';
import { fingerprint } from '../../compliance/ssh-key.ts';
import { verifiedEvidence } from '../../compliance/verified-evidence.ts';
import type { ComplianceReads } from '../../store/read/compliance.ts';
import type { SentEvidence } from '../../store/write/evidence.ts';
import { EvidenceQueue } from './evidence-queue.ts';

/** What takes evidence. */
export interface EvidenceIntakeParts {
  readonly compliance: Pick<ComplianceReads, 'newest'>;
  readonly engine: Pick<Engine, 'request'>;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** How soon after the last a machine may send other evidence: it comes of a switch, or of a timer. */
const REST_MS = 10_000;

/** How far ahead a machine's clock may be: what is signed for later would stand in the way of all until then. */
const AHEAD_MS = 5 * 60_000;

/**
 * Takes a machine's evidence: verifies its signature with the key that came with it, and has it kept; whether that key is the
 * machine's is decided there. Throws `BadInput`, `BadShape`, `Conflict` (not newer), `RateLimited`.
 */
export function takeEvidence({ compliance, engine, now }: EvidenceIntakeParts) {
  const queue = new EvidenceQueue();
  return async (machineId: string, sent: SignedEvidence): Promise<EvidenceTaken> => {
    const newest = compliance.newest({ machineId, ...sent });
    // An agent that was started again sends what it has: that costs us a look.
    if (newest?.isSame) return { trust: newest.trust, is_known: true };
    refuseSoon(newest?.receivedAt, now());
    return queue.take({ machineId, length: sent.document.length }, async () => {
      const evidence = judged(machineId, sent, now());
      const { isBelieved, isKnown } = await engine.request('keepEvidence', { machineId, evidence });
      return { trust: isBelieved ? 'verified' : 'other-key', is_known: isKnown };
    });
  };
}

function refuseSoon(receivedAt: number | undefined, now: number): void {
  const restMs = (receivedAt ?? 0) + REST_MS - now;
  if (restMs <= 0 || restMs > REST_MS) return;
  const seconds = Math.ceil(restMs / 1000);
  throw new RateLimited(`evidence was taken a moment ago; come again in ${seconds} s`, seconds);
}

function judged(machineId: string, sent: SignedEvidence, now: number): SentEvidence {
  const { evidence, publicKey } = verifiedEvidence(sent);
  const { host, timestamp, generation, revision, frameworks } = evidence;
  if (host !== machineId) {
    throw new BadInput(
      `this is the evidence of ${JSON.stringify(host)}, not of ${JSON.stringify(machineId)}: networking.hostName (compliance.evidence) and the agent's --machine-id have to be the same`,
    );
  }
  const takenAt = Date.parse(timestamp);
  if (takenAt > now + AHEAD_MS) {
    throw new BadInput(
      `this evidence is of ${timestamp}, and it is ${new Date(now).toISOString()} here: set the clock of ${machineId} right`,
    );
  }
  const { statuses, rules, articles, failingRequired, lapses } = resultsOf(evidence);
  return {
    taken_at: takenAt,
    generation,
    revision,
    frameworks: JSON.stringify(frameworks.toSorted()),
    statuses: JSON.stringify(statuses),
    details: JSON.stringify({ rules, articles }),
    failing_required: JSON.stringify(failingRequired),
    lapses: lapsesText(lapses),
    fingerprint: fingerprint(publicKey),
    public_key: publicKey.text,
    signature: sent.signature,
    document: sent.document,
  };
}
