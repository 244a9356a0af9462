import { type Static, Type } from 'typebox';
import { Nullable, Timestamp, WireText } from './text.ts';

/** The name of this shape; a later one has another number. */
export const EVIDENCE_SCHEMA = 'nixfleet.evidence/1';

/** How a control came out: `exempt` would not be compliant, and every reason is covered by an exception that still holds. */
export const ControlStatus = Type.Union([
  Type.Literal('compliant'),
  Type.Literal('non-compliant'),
  Type.Literal('error'),
  Type.Literal('exempt'),
]);
export type ControlStatus = Static<typeof ControlStatus>;

/** Somebody's decision that a control, a requirement or a rule need not hold. */
export const Exception = Type.Object({
  rationale: WireText(1024),
  owner: Nullable(WireText(256)),
  expires: Nullable(WireText(10, 'The last day on which it holds, `YYYY-MM-DD` (UTC); null: for good.')),
});
export type Exception = Static<typeof Exception>;

/** One thing that is not as it should be. */
export const Finding = Type.Object({
  id: WireText(64, 'A requirement of the control (`root-login`) or a rule (`BH-03`).'),
  text: WireText(1024, 'What is wrong, in words.'),
  exception: Type.Optional(Exception),
});
export type Finding = Static<typeof Finding>;

/** What a control was found to be, and what was observed to say so. */
export const ControlEvidence = Type.Object({
  control: WireText(64),
  status: ControlStatus,
  required: Type.Boolean({ description: 'A machine on which it fails is not healthy.' }),
  framework_articles: Type.Record(Type.String({ maxLength: 64 }), Type.Array(WireText(64), { maxItems: 64 })),
  findings: Type.Array(Finding, { maxItems: 256 }),
  checks: Type.Record(Type.String({ maxLength: 128 }), Type.Unknown(), {
    description: 'What the probe observed, as it said it; of one that failed: `error`.',
  }),
});
export type ControlEvidence = Static<typeof ControlEvidence>;

/** What a machine knows of its own compliance at one moment. v0.1.1's shape, with what an auditor asks for besides. */
export const Evidence = Type.Object({
  schema: Type.Literal(EVIDENCE_SCHEMA),
  host: WireText(128),
  timestamp: Timestamp,
  generation: Nullable(WireText(512, 'Store path of the system that runs.')),
  revision: Nullable(WireText(128, 'Revision of the configuration it was built from.')),
  frameworks: Type.Array(WireText(64), { maxItems: 32 }),
  controls: Type.Array(ControlEvidence, { maxItems: 128 }),
  overall: WireText(128, 'As `11/12 controls compliant`.'),
});
export type Evidence = Static<typeof Evidence>;

/**
 * Evidence as it is kept and sent: the exact text that was signed (canonical JSON, RFC 8785), an SSH signature of it
 * (`ssh-keygen -Y sign -n nixfleet-evidence`, OpenSSH's PROTOCOL.sshsig), and the key to look it up by.
 */
export const SignedEvidence = Type.Object({
  document: WireText(512 * 1024),
  signature: WireText(4096, 'Armored: `-----BEGIN SSH SIGNATURE-----` and so on.'),
  public_key: WireText(1024, 'As in `/etc/ssh/ssh_host_ed25519_key.pub`: `ssh-ed25519 AAAA… comment`.'),
});
export type SignedEvidence = Static<typeof SignedEvidence>;
