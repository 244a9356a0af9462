import type { EvidenceTaken } from '../../machines/model/compliance.ts';
import type { ControlStatus, Evidence, SignedEvidence } from '../../machines/model/evidence.ts';
import { canonical } from '../../services/compliance/canonical.ts';
import { EVIDENCE_NAMESPACE } from '../../services/compliance/verified-evidence.ts';
import type { Signer } from '../services/compliance/a-signer.ts';
import { aControl, someEvidence } from '../services/compliance/some-evidence.ts';
import type { ServedPlane } from './a-server.ts';

/** Controls that came out like this. */
export const cameOut = (statuses: Readonly<Record<string, ControlStatus>>): Evidence['controls'] =>
  Object.entries(statuses).map(([control, status]) => aControl({ control, status, framework_articles: {} }));

/** Evidence of web-01, signed by the real ssh-keygen. */
export async function signedEvidence(signer: Signer, given: Partial<Evidence> = {}): Promise<SignedEvidence> {
  const document = canonical(someEvidence({ host: 'web-01', ...given }));
  const signature = await signer.sign(document, EVIDENCE_NAMESPACE);
  return { document, signature, public_key: signer.publicKey };
}

/** Sends evidence as the agent of a machine does. */
export async function sent(plane: ServedPlane, evidence: SignedEvidence, id = 'web-01') {
  const answer = await plane.ask('POST', `/api/v1/machines/${id}/evidence`, { role: null, json: evidence });
  const text = await answer.text();
  const taken = answer.status === 200 ? (JSON.parse(text) as EvidenceTaken) : undefined;
  return { status: answer.status, text, taken, headers: answer.headers };
}

/** A minute goes by: a machine may send again. */
export const rested = ({ db }: ServedPlane): void =>
  void db.prepare('UPDATE evidence SET received_at = received_at - 60000').run();
