import { type Static, Type } from 'typebox';
import { ControlStatus, SignedEvidence } from './evidence.ts';
import { Count, Nullable, Timestamp, WireText } from './text.ts';

/** Machines by how a control came out on them, or an article: each machine counts once, by the worst of its controls. */
export const StatusCounts = Type.Object({
  compliant: Count,
  non_compliant: Count,
  error: Count,
  exempt: Count,
  unjudged: Type.Integer({
    minimum: 0,
    description:
      'Machines whose evidence counts and has nothing of it; of an article only those on which its framework is judged.',
  }),
});
export type StatusCounts = Static<typeof StatusCounts>;

/** One control over the fleet. */
export const ControlStanding = Type.Object({
  control: Type.String(),
  title: Nullable(Type.String({ description: 'Null: a control of the fleet, none of ours.' })),
  counts: StatusCounts,
  failing: Type.Array(Type.String(), {
    description: 'Machines on which it is not compliant or could not be told; at most 100, by id.',
  }),
});
export type ControlStanding = Static<typeof ControlStanding>;

/** `met`: compliant or exempt on every machine that is judged; `unjudged`: none has evidence of any of its controls. */
export const ArticleState = Type.Union([Type.Literal('met'), Type.Literal('not-met'), Type.Literal('unjudged')]);
export type ArticleState = Static<typeof ArticleState>;

/** One article over the fleet. */
export const ArticleStanding = Type.Object({
  article: Type.String(),
  subject: Type.String(),
  state: ArticleState,
  controls: Type.Array(Type.String(), {
    description: 'All that the article is mapped to, also controls of the fleet whose evidence names it.',
  }),
  counts: StatusCounts,
});
export type ArticleStanding = Static<typeof ArticleStanding>;

/** One framework over the fleet. */
export const FrameworkStanding = Type.Object({
  framework: Type.String(),
  title: Type.String(),
  document: Type.String(),
  machines: Type.Integer({
    minimum: 0,
    description: 'Machines that have it enabled: its articles are judged on these, on all when there are none.',
  }),
  articles: Type.Array(ArticleStanding),
});
export type FrameworkStanding = Static<typeof FrameworkStanding>;

/** What the control plane thinks of a machine's newest evidence. */
export const EvidenceTrust = Type.Union([Type.Literal('verified'), Type.Literal('other-key')]);
export type EvidenceTrust = Static<typeof EvidenceTrust>;

/** One machine's newest evidence that counts, without what was observed; what an exception excused counts as of now. */
export const MachineCompliance = Type.Object({
  machine_id: Type.String(),
  trust: Type.Union([EvidenceTrust, Type.Null()], {
    description:
      'Of the newest evidence; `other-key`: it is signed by another key than the pinned one, counts for nothing, and the rest is of the newest that is verified. Null: there is none.',
  }),
  taken_at: Nullable(Timestamp),
  received_at: Nullable(Timestamp),
  is_current: Type.Boolean({ description: 'The evidence is of the system that the machine says it runs.' }),
  generation: Nullable(Type.String()),
  revision: Nullable(Type.String()),
  frameworks: Type.Array(Type.String()),
  controls: Type.Record(Type.String(), ControlStatus),
  failing_required: Type.Array(Type.String(), {
    description: 'Controls that a machine has to pass to be healthy, and does not.',
  }),
});
export type MachineCompliance = Static<typeof MachineCompliance>;

const machineIds = (description: string) => Type.Array(Type.String(), { description });

/**
 * The fleet's compliance: only evidence whose signature is verified counts; decommissioned machines do not. It is as of now:
 * what was excused by an exception that has run out since the evidence was taken is not compliant.
 */
export const FleetCompliance = Type.Object({
  generated_at: Timestamp,
  machines: Type.Object({
    total: Count,
    verified: Type.Integer({ minimum: 0, description: 'Machines that have evidence that counts.' }),
    untrusted: machineIds(
      'Machines whose newest evidence is signed by another key than the pinned one; at most 100, by id.',
    ),
    untrusted_count: Count,
    without: machineIds('Machines without any evidence; at most 100, by id.'),
    without_count: Count,
    outdated: machineIds('Machines whose evidence is older than `max_age`: it counts for nothing; at most 100, by id.'),
    outdated_count: Count,
    stale: machineIds('Machines whose evidence is of another system than they run; at most 100, by id.'),
    stale_count: Count,
    oldest: Type.Union([Timestamp, Type.Null()], { description: 'When the oldest evidence that counts was taken.' }),
  }),
  controls: Type.Array(ControlStanding, { description: 'Ours first, then those of the fleet, at most 200 of them.' }),
  frameworks: Type.Array(FrameworkStanding, {
    description: 'Those that a machine has enabled, or that was asked for.',
  }),
});
export type FleetCompliance = Static<typeof FleetCompliance>;

/** What came of evidence that was sent. */
export const EvidenceTaken = Type.Object({
  trust: EvidenceTrust,
  /** Nothing new: what was sent is what we have. */
  is_known: Type.Boolean(),
});
export type EvidenceTaken = Static<typeof EvidenceTaken>;

/** A piece of evidence of a machine, whole: to be verified offline, or by eye. `trust` is by the key that is pinned now. */
export const StoredEvidence = Type.Object({
  machine_id: Type.String(),
  taken_at: Timestamp,
  received_at: Timestamp,
  trust: EvidenceTrust,
  ...SignedEvidence.properties,
});
export type StoredEvidence = Static<typeof StoredEvidence>;

/** The key whose signatures are believed of a machine: the first that it used, or one that an admin set. */
export const EvidenceKey = Type.Object({
  machine_id: Type.String(),
  public_key: WireText(1024),
  fingerprint: Type.String({ description: 'As `ssh-keygen -l` shows it: `SHA256:…`.' }),
  pinned_at: Timestamp,
  pinned_by: Type.String({ description: 'Who set it: `first-use`, or the name of a key.' }),
});
export type EvidenceKey = Static<typeof EvidenceKey>;

/** Sets the key of a machine; `ssh-ed25519 AAAA…`. */
export const PinEvidenceKey = Type.Object({ public_key: WireText(1024) });
export type PinEvidenceKey = Static<typeof PinEvidenceKey>;
