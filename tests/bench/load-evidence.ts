import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { ControlEvidence, ControlStatus, SignedEvidence } from '../../machines/model/evidence.ts';
import { canonical } from '../../services/compliance/canonical.ts';
import { articlesOf, CONTROLS } from '../../services/compliance/catalogue.ts';
import { EVIDENCE_NAMESPACE } from '../../services/compliance/verified-evidence.ts';
import { wireString } from '../../services/compliance/wire-reader.ts';
import { machineName, requestBytes, runningPath } from './load-report.ts';

/** How large the observations of a control are, about: evidence of all controls is some 20 KB. */
const OBSERVED_BYTES = 1_000;

const STATUSES: readonly ControlStatus[] = ['compliant', 'compliant', 'compliant', 'non-compliant', 'error', 'exempt'];

/** The request in which a machine sends evidence that is like that of no other, as bytes. */
export function evidenceRequest(index: number): Buffer {
  const name = machineName(index);
  return requestBytes(`/api/v1/machines/${name}/evidence`, signed(name, canonical(evidenceOf(name, index))));
}

function evidenceOf(name: string, index: number) {
  const controls = CONTROLS.map((_, place) => controlOf(place, index));
  return {
    schema: 'nixfleet.evidence/1',
    host: name,
    timestamp: '2026-05-02T08:15:30Z',
    generation: runningPath(name),
    revision: null,
    frameworks: ['anssi', 'dora', 'iso27001', 'nis2'],
    controls,
    overall: `${controls.length} controls`,
  };
}

function controlOf(place: number, index: number): ControlEvidence {
  const { id, rules } = CONTROLS[place] ?? { id: '' };
  const status = STATUSES[digit(index, place)] ?? 'compliant';
  const held = rules?.map((rule, at) => [rule.id, { compliant: digit(index, place + at) < 3 }]);
  return {
    control: id,
    status,
    required: false,
    framework_articles: Object.fromEntries(Object.entries(articlesOf(id)).map(([key, ids]) => [key, [...ids]])),
    findings:
      status === 'compliant' ? [] : [{ id: 'found', text: `what is wrong on ${index}`, ...excuse(status, index) }],
    checks: { observed: 'x'.repeat(OBSERVED_BYTES), ...(held && { rules: Object.fromEntries(held) }) },
  };
}

/** Half of what is excused is excused no longer when the report is made. */
const excuse = (status: ControlStatus, index: number) =>
  status === 'exempt' && {
    exception: { rationale: 'needed', owner: null, expires: index % 2 === 0 ? '2026-05-02' : '2099-12-31' },
  };

/** Another sequence for each machine, the same in each run. */
const digit = (index: number, place: number): number =>
  (createHash('md5').update(`${index}`).digest()[place % 16] ?? 0) % STATUSES.length;

function signed(name: string, document: string): SignedEvidence {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const blob = Buffer.concat([wireString('ssh-ed25519'), wireString(point)]);
  return {
    document,
    signature: armored(blob, privateKey, document),
    public_key: `ssh-ed25519 ${blob.toString('base64')} ${name}`,
  };
}

/** As `ssh-keygen -Y sign` writes it, which would take a minute for so many. */
function armored(key: Buffer, privateKey: KeyObject, document: string): string {
  const said = [wireString(EVIDENCE_NAMESPACE), wireString(''), wireString('sha512')];
  const hash = createHash('sha512').update(document).digest();
  const raw = sign(null, Buffer.concat([Buffer.from('SSHSIG'), ...said, wireString(hash)]), privateKey);
  const signature = wireString(Buffer.concat([wireString('ssh-ed25519'), wireString(raw)]));
  const version = Buffer.from([0, 0, 0, 1]);
  const text = Buffer.concat([Buffer.from('SSHSIG'), version, wireString(key), ...said, signature]).toString('base64');
  return `-----BEGIN SSH SIGNATURE-----\n${text.replace(/.{1,70}/g, '$&\n')}-----END SSH SIGNATURE-----\n`;
}
