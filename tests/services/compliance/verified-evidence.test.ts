import { beforeEach, describe, expect, test } from 'vitest';
import { BadInput, BadShape } from '../../../machines/errors.ts';
import type { SignedEvidence } from '../../../machines/model/evidence.ts';
import { canonical } from '../../../services/compliance/canonical.ts';
import { readPublicKey } from '../../../services/compliance/ssh-key.ts';
import { EVIDENCE_NAMESPACE, readEvidence, verifiedEvidence } from '../../../services/compliance/verified-evidence.ts';
import { aSigner, type Signer } from './a-signer.ts';
import { aControl, someEvidence } from './some-evidence.ts';

const DOCUMENT = canonical(someEvidence());
const FINDING = { id: 'root-login', text: 'root may log in' };
const EXCEPTION = { rationale: 'a bastion', owner: 'ops', expires: '2026-05-01' };
let signer: Signer;

beforeEach(async () => {
  signer = await aSigner();
});

const signed = async (document: string, namespace = EVIDENCE_NAMESPACE): Promise<SignedEvidence> => ({
  document,
  signature: await signer.sign(document, namespace),
  public_key: signer.publicKey,
});

describe('evidence that is signed', () => {
  test('is read when its signature holds, and its signer is named', async () => {
    const { evidence, publicKey } = verifiedEvidence(await signed(DOCUMENT));
    expect(evidence).toEqual(someEvidence());
    expect(publicKey).toEqual(readPublicKey(signer.publicKey));
  });

  test('is believed only from keys that are trusted, when some are', async () => {
    const evidence = await signed(DOCUMENT);
    const other = readPublicKey((await aSigner()).publicKey);
    expect(verifiedEvidence(evidence, [other, readPublicKey(signer.publicKey)]).evidence.host).toBe('web-1');
    expect(() => verifiedEvidence(evidence, [other])).toThrow('not among those that are trusted');
    expect(() => verifiedEvidence(evidence, [])).toThrow('not among those that are trusted');
  });

  test('is refused when a word of it, its purpose or its key is another', async () => {
    const evidence = await signed(DOCUMENT);
    const failing = DOCUMENT.replace('"compliant":true', '"compliant":null');
    expect(() => verifiedEvidence({ ...evidence, document: failing })).toThrow('does not fit the document');
    const other = await aSigner();
    expect(() => verifiedEvidence({ ...evidence, public_key: other.publicKey })).toThrow('another key');
    const elsewhere = await signed(DOCUMENT, 'file');
    expect(() => verifiedEvidence(elsewhere)).toThrow('for "file"');
  });
});

describe('the document of evidence', () => {
  test('is read with all it may have', () => {
    const control = aControl({ status: 'exempt', findings: [{ ...FINDING, exception: EXCEPTION }] });
    const evidence = someEvidence({ controls: [control], generation: null, revision: null });
    expect(readEvidence(canonical(evidence))).toEqual(evidence);
  });

  test.each([
    ['no JSON', '{', 'no JSON'],
    ['of another order', JSON.stringify(someEvidence()), 'not canonical'],
    ['with a blank more', `${DOCUMENT} `, 'not canonical'],
    ['with a name twice', DOCUMENT.replace('{', '{"host":"web-2",'), 'not canonical'],
    ['of half a megabyte', `${DOCUMENT}${' '.repeat(512 * 1024)}`, '512 KiB'],
    ['in which nobody can follow', '['.repeat(200_000), 'no JSON'],
  ])('is refused when it is %s', (_, text, reason) => {
    expect(() => readEvidence(text)).toThrow(BadInput);
    expect(() => readEvidence(text)).toThrow(reason);
  });

  test.each([
    ['null', null, 'the document'],
    ['of a later shape', { ...someEvidence(), schema: 'nixfleet.evidence/2' }, '`schema`'],
    ['without a host', { ...someEvidence(), host: undefined }, 'host'],
    ['with an empty host', someEvidence({ host: '' }), '`host`'],
    ['with a time of day', someEvidence({ timestamp: 'noon' }), '`timestamp`'],
    ['with a time elsewhere', someEvidence({ timestamp: '2026-04-20T10:00:00+02:00' }), '`timestamp`'],
    [
      'with a status of its own',
      { ...someEvidence(), controls: [{ ...aControl(), status: 'fine' }] },
      '`controls.0.status`',
    ],
    ['with a control twice', someEvidence({ controls: [aControl(), aControl()] }), 'is there twice'],
    [
      'with too many controls',
      someEvidence({ controls: Array.from({ length: 129 }, (_, at) => aControl({ control: `c-${at}` })) }),
      '`controls`',
    ],
  ])('is refused when it is %s', (_, value, place) => {
    expect(() => readEvidence(canonical(value))).toThrow(BadShape);
    expect(() => readEvidence(canonical(value))).toThrow(place);
  });

  test.each([
    ['host', someEvidence({ host: 'ö'.repeat(65) })],
    ['generation', someEvidence({ generation: 'x'.repeat(513) })],
    ['revision', someEvidence({ revision: 'x'.repeat(129) })],
    ['frameworks', someEvidence({ frameworks: ['x'.repeat(65)] })],
    ['controls.control', someEvidence({ controls: [aControl({ control: 'x'.repeat(65) })] })],
    [
      'controls.findings',
      someEvidence({ controls: [aControl({ findings: [{ ...FINDING, text: 'x'.repeat(1025) }] })] }),
    ],
    [
      'controls.findings',
      someEvidence({
        controls: [aControl({ findings: [{ ...FINDING, exception: { ...EXCEPTION, owner: 'x'.repeat(257) } }] })],
      }),
    ],
    [
      'controls.framework_articles',
      someEvidence({ controls: [aControl({ framework_articles: { nis2: ['x'.repeat(65)] } })] }),
    ],
  ])('is refused when its %s is too long', (field, evidence) => {
    expect(() => readEvidence(canonical(evidence))).toThrow(`\`${field}\` is too long`);
  });
});
