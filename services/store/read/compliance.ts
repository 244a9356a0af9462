import type { Database } from 'better-sqlite3';
import { sql } from 'kysely';
import type { EvidenceKey, EvidenceTrust, StoredEvidence } from '../../../machines/model/compliance.ts';
import type { Page, PageQuestion } from '../../../machines/model/page.ts';
import { wholeSeconds } from '../../../machines/policy/timestamp.ts';
import { type queries, statement } from '../statement.ts';
import { fitting } from './fitting.ts';
import { idBelow } from './id-cursor.ts';
import { pageOf } from './page-of.ts';

/** A machine that is not decommissioned, and what counts of its evidence; nulls: there is none. Lapses only if one is due. */
export interface ComplianceRow {
  readonly machine_id: string;
  /** What the machine says it runs. */
  readonly current_generation: string | null;
  readonly trust: EvidenceTrust | null;
  readonly taken_at: number | null;
  readonly received_at: number | null;
  readonly generation: string | null;
  readonly revision: string | null;
  readonly frameworks: string | null;
  readonly statuses: string | null;
  readonly details: string | null;
  readonly failing_required: string | null;
  readonly lapses: string | null;
}

/** What was sent, to see whether it is new. */
export interface SentText {
  readonly machineId: string;
  readonly document: string;
  readonly signature: string;
}

/** The newest evidence of a machine. */
export interface NewestReceived {
  readonly receivedAt: number;
  readonly trust: EvidenceTrust;
  /** It is what was sent. */
  readonly isSame: boolean;
}

/** Which machines, and as of when: ms since the epoch. */
export interface ComplianceQuestion extends PageQuestion {
  readonly now: number;
  readonly tags?: readonly string[] | undefined;
}

/** Questions about compliance. */
export interface ComplianceReads {
  /** Machines that have every tag, by id, which is the cursor as well. */
  machines(question: ComplianceQuestion): Page<ComplianceRow>;
  newest(sent: SentText): NewestReceived | undefined;
  /** Evidence with its text, newest first; a page ends early when these are large. Undefined: the machine is unknown. */
  evidence(machineId: string, question: PageQuestion): Page<StoredEvidence> | undefined;
  key(machineId: string): EvidenceKey | undefined;
}

/** More bytes of evidence than this are no answer that anybody can take. */
const TEXT_BYTES = 8 * 1024 * 1024;

/** The questions about compliance, on a reader's connection. */
export function createComplianceReads(db: Database): ComplianceReads {
  const listed = prepareList(db);
  const newest = prepareNewest(db);
  const key = statement<{ id: string }, Omit<EvidenceKey, 'pinned_at'> & { pinned_at: number }>(db, ({ id }, from) =>
    from
      .selectFrom('evidence_keys')
      .select(['machine_id', 'public_key', 'fingerprint', 'pinned_at', 'pinned_by'])
      .where('machine_id', '=', id),
  );
  return {
    machines({ now, tags = [], limit, after = '' }) {
      const asked = [...new Set(tags)];
      const rows = listed.all({ now, tags: JSON.stringify(asked), count: asked.length, after, most: limit + 1 });
      return pageOf(rows, limit, { item: (row) => row, cursor: ({ machine_id }) => machine_id });
    },
    newest({ machineId, document, signature }) {
      const row = newest.get({ id: machineId, document, signature });
      return row && { receivedAt: row.received_at, trust: row.trust, isSame: row.is_same === 1 };
    },
    evidence: createEvidencePages(db),
    key(id) {
      const row = key.get({ id });
      return row && { ...row, pinned_at: wholeSeconds(row.pinned_at) };
    },
  };
}

interface Asked {
  readonly now: number;
  /** JSON, none twice. */
  readonly tags: string;
  readonly count: number;
  readonly after: string;
  readonly most: number;
}

const prepareList = (db: Database) =>
  statement<Asked, ComplianceRow>(db, ({ now, tags, count, after, most }, from) =>
    from
      .selectFrom('machines')
      .leftJoin('evidence_standings as standing', 'standing.machine_id', 'machines.machine_id')
      .select([
        'machines.machine_id',
        'current_generation',
        'trust',
        'taken_at',
        'received_at',
        'generation',
        'revision',
      ])
      .select(['frameworks', 'statuses', 'details', 'failing_required'])
      .select(dueLapses(now).as('lapses'))
      .where('machines.machine_id', '>', after)
      .where('lifecycle', '<>', sql.lit('decommissioned'))
      .where(
        sql<boolean>`(${count} = 0 OR ${count} = (SELECT count(DISTINCT tag) FROM machine_tags
          WHERE machine_tags.machine_id = machines.machine_id AND tag IN (SELECT value FROM json_each(${tags}))))`,
      )
      .orderBy('machines.machine_id')
      .limit(most),
  );

/** Lapses of a standing, when one of them has come about: to read them takes longer than all else. */
export const dueLapses = (now: number) => sql<string | null>`CASE WHEN lapses_at <= ${now} THEN lapses END`;

/** Who signed it is compared with the key that is pinned now: an admin may have changed it since. */
const trusted = sql<EvidenceTrust>`CASE WHEN evidence.fingerprint = evidence_keys.fingerprint
  THEN 'verified' ELSE 'other-key' END`.as('trust');

const evidenceRows = (from: typeof queries) =>
  from
    .selectFrom('evidence')
    .leftJoin('evidence_keys', 'evidence_keys.machine_id', 'evidence.machine_id')
    .orderBy('evidence.id', 'desc');

const prepareNewest = (db: Database) =>
  statement<
    { id: string; document: string; signature: string },
    { received_at: number; trust: EvidenceTrust; is_same: number }
  >(db, ({ id, document, signature }, from) =>
    evidenceRows(from)
      .select(['received_at', trusted])
      .select(sql<number>`document = ${document} AND signature = ${signature}`.as('is_same'))
      .where('evidence.machine_id', '=', id)
      .limit(1),
  );

interface TextRow extends Omit<StoredEvidence, 'taken_at' | 'received_at'> {
  readonly taken_at: number;
  readonly received_at: number;
}

function createEvidencePages(db: Database): ComplianceReads['evidence'] {
  const known = statement<{ id: string }, { machine_id: string }>(db, ({ id }, from) =>
    from.selectFrom('machines').select('machine_id').where('machine_id', '=', id),
  );
  const sizes = statement<{ id: string; below: number; rows: number }, { id: number; bytes: number }>(
    db,
    ({ id, below, rows }, from) =>
      from
        .selectFrom('evidence')
        .select(({ fn }) => ['id', fn<number>('octet_length', ['document']).as('bytes')])
        .where('machine_id', '=', id)
        .where('id', '<', below)
        .orderBy('id', 'desc')
        .limit(rows),
  );
  const texts = statement<{ ids: string }, TextRow>(db, ({ ids }, from) =>
    evidenceRows(from)
      .select(['evidence.machine_id', 'taken_at', 'received_at', trusted, 'document', 'signature'])
      .select('evidence.public_key')
      .where(sql<boolean>`evidence.id IN (SELECT value FROM json_each(${ids}))`),
  );
  return db.transaction((id: string, { limit, after }: PageQuestion) => {
    if (known.get({ id }) === undefined) return undefined;
    const rows = sizes.all({ id, below: idBelow(after), rows: limit + 1 });
    const most = Math.min(
      limit,
      fitting(rows, TEXT_BYTES, ({ bytes }) => bytes),
    );
    const page = pageOf(rows, most, { item: (row) => row.id, cursor: (row) => String(row.id) });
    return { ...page, items: texts.all({ ids: JSON.stringify(page.items) }).map(storedOf) };
  });
}

const storedOf = ({ taken_at, received_at, ...row }: TextRow): StoredEvidence => ({
  ...row,
  taken_at: wholeSeconds(taken_at),
  received_at: wholeSeconds(received_at),
});
