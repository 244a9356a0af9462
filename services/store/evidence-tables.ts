import type { Generated } from 'kysely';
import type { EvidenceTrust } from '../../machines/model/compliance.ts';

/** What a piece of evidence comes to, as reports need it without reading the text. */
export interface JudgedEvidence {
  /** When the machine took it, ms since the epoch. */
  taken_at: number;
  generation: string | null;
  revision: string | null;
  /** JSON: the frameworks that the machine has enabled. */
  frameworks: string;
  /** JSON, sorted: how each control came out. The same text is the same result. */
  statuses: string;
  /** JSON: what else a report by article needs. */
  details: string;
  /** JSON: required controls that fail. */
  failing_required: string;
  /** JSON: what of this is excused until a moment, and not compliant from then on; null: nothing is. */
  lapses: string | null;
}

/** A piece of evidence whose signature holds. */
export interface EvidenceRow extends JudgedEvidence {
  id: Generated<number>;
  machine_id: string;
  /** Of the key that signed it. */
  fingerprint: string;
  /** That key was the pinned one when it came, or since. Of others the newest is kept. */
  was_believed: number;
  /** A control came out otherwise than in the one before. */
  has_changed: number;
  received_at: number;
  public_key: string;
  signature: string;
  document: string;
}

/** The key whose signatures are believed of a machine. */
export interface EvidenceKeyRow {
  machine_id: string;
  public_key: string;
  fingerprint: string;
  pinned_at: number;
  pinned_by: string;
}

type Nulled<Row> = { [Name in keyof Row]: Row[Name] | null };

/** What counts of a machine's evidence: the newest of the pinned key. Nulls: there is none of it. */
export interface EvidenceStandingRow extends Nulled<JudgedEvidence> {
  machine_id: string;
  /** Of the newest evidence, whoever signed it. */
  trust: EvidenceTrust;
  received_at: number | null;
  /** When the first of its lapses comes about, ms since the epoch: before that nobody has to read them. */
  lapses_at: number | null;
}

/** The tables of evidence by name. */
export interface EvidenceTables {
  evidence: EvidenceRow;
  evidence_keys: EvidenceKeyRow;
  evidence_standings: EvidenceStandingRow;
}
