import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { EvidenceKeyRow, JudgedEvidence } from '../evidence-tables.ts';
import { statement } from '../statement.ts';

/** Evidence of which everything is verified but whose key it is. */
export interface SentEvidence extends JudgedEvidence {
  readonly fingerprint: string;
  readonly public_key: string;
  readonly signature: string;
  readonly document: string;
}

/** What came of evidence that was sent. */
export interface KeptEvidence {
  readonly isBelieved: boolean;
  /** It was there already. */
  readonly isKnown: boolean;
}

/** A key that is to be pinned. */
export type NewEvidenceKey = Pick<EvidenceKeyRow, 'public_key' | 'fingerprint'>;

/** The newest evidence of a key. */
export interface NewestEvidence {
  readonly id: number;
  readonly taken_at: number;
  readonly document: string;
}

/** The rows of evidence. Who changes them ends with `settle`. */
export interface EvidenceWriter {
  /** The key that is pinned. */
  key(machineId: string): NewEvidenceKey | undefined;
  pin(machineId: string, key: NewEvidenceKey & { readonly by: string }, now: number): void;
  newestOf(machineId: string, fingerprint: string): NewestEvidence | undefined;
  /** Adds evidence of the pinned key, and forgets what says nothing any more that this does not. */
  addBelieved(machineId: string, evidence: SentEvidence, now: number): void;
  /** Adds evidence of another key, in the place of what there was of any such. */
  addOther(machineId: string, evidence: SentEvidence, now: number): void;
  /** Finds anew what counts of the machine. */
  settle(machineId: string): void;
}

/** How many of a machine are kept at most: results that change every hour are kept for half a month. */
const MOST = 400;

/** And how many bytes of their texts: that of one machine is some ten thousand. */
const MOST_BYTES = 32 * 1024 * 1024;

interface NewRow extends SentEvidence {
  readonly machine_id: string;
  readonly was_believed: number;
  readonly has_changed: number;
  readonly received_at: number;
}

interface Before {
  readonly id: number;
  readonly statuses: string;
  readonly has_changed: number;
}

/** The rows of evidence in the control plane's database. */
export function createEvidenceWriter(db: Database): EvidenceWriter {
  const key = statement<{ id: string }, NewEvidenceKey>(db, ({ id }, from) =>
    from.selectFrom('evidence_keys').select(['public_key', 'fingerprint']).where('machine_id', '=', id),
  );
  const pin = statement<EvidenceKeyRow, never>(
    db,
    ({ machine_id, public_key, fingerprint, pinned_at, pinned_by }, from) =>
      from
        .insertInto('evidence_keys')
        .values({ machine_id, public_key, fingerprint, pinned_at, pinned_by })
        .onConflict((conflict) =>
          conflict.column('machine_id').doUpdateSet({ public_key, fingerprint, pinned_at, pinned_by }),
        )
        .$castTo<never>(),
  );
  const believe = statement<{ id: string; fingerprint: string }, never>(db, ({ id, fingerprint }, from) =>
    from
      .updateTable('evidence')
      .set({ was_believed: sql.lit(1) })
      .where('machine_id', '=', id)
      .where('fingerprint', '=', fingerprint)
      .$castTo<never>(),
  );
  const newest = statement<{ id: string; fingerprint: string }, NewestEvidence>(db, ({ id, fingerprint }, from) =>
    from
      .selectFrom('evidence')
      .select(['id', 'taken_at', 'document'])
      .where('machine_id', '=', id)
      .where('fingerprint', '=', fingerprint)
      .orderBy('id', 'desc')
      .limit(1),
  );
  const before = statement<{ id: string }, Before>(db, ({ id }, from) =>
    from
      .selectFrom('evidence')
      .select(['id', 'statuses', 'has_changed'])
      .where('machine_id', '=', id)
      .where('was_believed', '=', sql.lit(1))
      .orderBy('id', 'desc')
      .limit(1),
  );
  const remove = statement<{ id: number }, never>(db, ({ id }, from) =>
    from.deleteFrom('evidence').where('id', '=', id).$castTo<never>(),
  );
  const removeOthers = statement<{ id: string }, never>(db, ({ id }, from) =>
    from.deleteFrom('evidence').where('machine_id', '=', id).where('was_believed', '=', sql.lit(0)).$castTo<never>(),
  );
  const removeOldest = db.prepare<{ id: string }>(
    `DELETE FROM evidence WHERE machine_id = @id AND id IN (SELECT id FROM (
       SELECT id, row_number() OVER newest_first AS number, sum(octet_length(document)) OVER newest_first AS bytes
       FROM evidence WHERE machine_id = @id WINDOW newest_first AS (ORDER BY id DESC))
     WHERE number > ${MOST} OR (number > 1 AND bytes > ${MOST_BYTES}))`,
  );
  const add = prepareAdd(db);
  const settle = db.prepare<{ id: string }>(SETTLE);
  return {
    key: (id) => key.get({ id }),
    pin(machine_id, { by: pinned_by, public_key, fingerprint }, pinned_at) {
      pin.run({ machine_id, public_key, fingerprint, pinned_at, pinned_by });
      believe.run({ id: machine_id, fingerprint });
    },
    newestOf: (id, fingerprint) => newest.get({ id, fingerprint }),
    addBelieved(machine_id, evidence, received_at) {
      const last = before.get({ id: machine_id });
      removeOthers.run({ id: machine_id });
      if (last?.has_changed === 0) remove.run({ id: last.id });
      const has_changed = last?.statuses === evidence.statuses ? 0 : 1;
      add.run({ ...evidence, machine_id, received_at, has_changed, was_believed: 1 });
      removeOldest.run({ id: machine_id });
    },
    addOther(machine_id, evidence, received_at) {
      removeOthers.run({ id: machine_id });
      add.run({ ...evidence, machine_id, received_at, has_changed: 1, was_believed: 0 });
    },
    settle: (id) => void settle.run({ id }),
  };
}

const prepareAdd = (db: Database) =>
  statement<NewRow, never>(db, (row, from) =>
    from
      .insertInto('evidence')
      .values({
        machine_id: row.machine_id,
        fingerprint: row.fingerprint,
        was_believed: row.was_believed,
        has_changed: row.has_changed,
        taken_at: row.taken_at,
        received_at: row.received_at,
        generation: row.generation,
        revision: row.revision,
        frameworks: row.frameworks,
        statuses: row.statuses,
        details: row.details,
        failing_required: row.failing_required,
        lapses: row.lapses,
        public_key: row.public_key,
        signature: row.signature,
        document: row.document,
      })
      .$castTo<never>(),
  );

/** Whoever sent it: the newest says whether the machine speaks with its key; what counts is the newest of that key. */
const SETTLE = `
  REPLACE INTO evidence_standings
    (machine_id, trust, taken_at, received_at, generation, revision, frameworks, statuses, details, failing_required, lapses,
     lapses_at)
  SELECT newest.machine_id, CASE WHEN newest.fingerprint = evidence_keys.fingerprint THEN 'verified' ELSE 'other-key' END,
    counted.taken_at, counted.received_at, counted.generation, counted.revision, counted.frameworks, counted.statuses,
    counted.details, counted.failing_required, counted.lapses,
    (SELECT min(value ->> 'at') FROM json_each(counted.lapses))
  FROM (SELECT machine_id, fingerprint FROM evidence WHERE machine_id = @id ORDER BY id DESC LIMIT 1) AS newest
  JOIN evidence_keys ON evidence_keys.machine_id = @id
  LEFT JOIN evidence AS counted ON counted.id = (SELECT max(evidence.id) FROM evidence, evidence_keys AS pinned
    WHERE pinned.machine_id = @id AND evidence.machine_id = @id AND evidence.fingerprint = pinned.fingerprint)`;
