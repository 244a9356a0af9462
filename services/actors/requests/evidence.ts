import { Conflict, NotFound } from '../../../machines/errors.ts';
import { wholeSeconds } from '../../../machines/policy/timestamp.ts';
import type { KeptEvidence } from '../../store/write/evidence.ts';
import type { Unit } from '../../store/unit.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/**
 * Keeps evidence of a machine, whose signature holds. The first key that a machine signs with is pinned; evidence of another
 * one is kept and counts for nothing. A machine that is unknown becomes known, as by its report. Throws `Conflict` for
 * evidence that is not newer than what its key has signed before.
 */
export function keepEvidence(
  { unit, now }: Turn<Unit>,
  { machineId, evidence: sent }: Requests['keepEvidence']['input'],
): KeptEvidence {
  const { evidence, machines } = unit;
  if (machines.known(machineId) === undefined) machines.add(machineId, 'active', now);
  const { fingerprint } = evidence.key(machineId) ?? pinnedAtFirstUse(unit, { machineId, key: sent, now });
  const isBelieved = sent.fingerprint === fingerprint;
  const newest = evidence.newestOf(machineId, sent.fingerprint);
  if (newest?.document === sent.document) return { isBelieved, isKnown: true };
  if (newest !== undefined && sent.taken_at <= newest.taken_at) {
    throw new Conflict(
      `this evidence was taken at ${wholeSeconds(sent.taken_at)}, and there is some of ${wholeSeconds(newest.taken_at)} already: it is not taken back; check the clock of ${machineId}`,
    );
  }
  if (isBelieved) evidence.addBelieved(machineId, sent, now);
  else {
    // Said once, however often it comes.
    if (newest === undefined) noteOtherKey(unit, { machineId, key: sent, now });
    evidence.addOther(machineId, sent, now);
  }
  evidence.settle(machineId);
  return { isBelieved, isKnown: false };
}

interface Signer {
  readonly machineId: string;
  readonly key: { readonly public_key: string; readonly fingerprint: string };
  readonly now: number;
}

function pinnedAtFirstUse({ evidence, journal }: Unit, { machineId, key, now }: Signer) {
  evidence.pin(machineId, { ...key, by: 'first-use' }, now);
  const entry = { actor: `machine:${machineId}`, action: 'pin_evidence_key', target: machineId };
  journal.audit({ ...entry, detail: `${key.fingerprint} at its first use` }, now);
  return key;
}

const noteOtherKey = ({ journal }: Unit, { machineId, key, now }: Signer): void =>
  journal.audit(
    {
      actor: `machine:${machineId}`,
      action: 'other_evidence_key',
      target: machineId,
      detail: `${key.fingerprint} signs, and is not pinned`,
    },
    now,
  );

/** Pins the key whose signatures are believed of a machine, and judges its evidence anew. Throws `NotFound`. */
export function pinEvidenceKey(
  { unit: { machines, evidence, journal }, now }: Turn<Unit>,
  { machineId, key, actor }: Requests['pinEvidenceKey']['input'],
): void {
  if (machines.known(machineId) === undefined) throw new NotFound(`there is no machine ${machineId}`);
  const before = evidence.key(machineId);
  evidence.pin(machineId, { ...key, by: actor }, now);
  evidence.settle(machineId);
  const detail = `${key.fingerprint}, was ${before?.fingerprint ?? 'none'}`;
  journal.audit({ actor, action: 'pin_evidence_key', target: machineId, detail }, now);
}
