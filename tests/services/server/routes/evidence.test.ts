import { describe, expect, test } from 'vitest';
import type { EvidenceKey, MachineCompliance, StoredEvidence } from '../../../../machines/model/compliance.ts';
import { aReport, aServer, type AskOptions, type ServedPlane } from '../../../support/a-server.ts';
import { cameOut, rested, sent, signedEvidence } from '../../../support/sent-evidence.ts';
import { aSigner } from '../../compliance/a-signer.ts';

const EVIDENCE = '/api/v1/machines/web-01/evidence';
const KEY = '/api/v1/machines/web-01/evidence-key';

const at = (hour: number): string => `2026-04-20T${String(hour).padStart(2, '0')}:00:00Z`;

async function read<T>(plane: ServedPlane, path: string, options?: AskOptions): Promise<T> {
  return (await (await plane.ask('GET', path, options)).json()) as T;
}

const stored = (plane: ServedPlane, query = '?limit=50') => read<StoredEvidence[]>(plane, EVIDENCE + query);
const times = async (plane: ServedPlane) => (await stored(plane)).map(({ taken_at }) => taken_at);
const standing = async (plane: ServedPlane) =>
  (await read<MachineCompliance[]>(plane, '/api/v1/compliance/machines'))[0];
const pinning = (plane: ServedPlane, public_key: string) => plane.ask('PUT', KEY, { json: { public_key } });
const audited = ({ db }: ServedPlane) =>
  db
    .prepare<[], string>(`SELECT actor || ' ' || action FROM audit_entries WHERE action LIKE '%evidence%' ORDER BY id`)
    .pluck()
    .all();

describe('evidence that a machine sends', () => {
  test('is kept as it was signed, and its key is pinned', async () => {
    const [plane, signer] = [await aServer(), await aSigner()];
    const evidence = await signedEvidence(signer);
    expect((await sent(plane, evidence)).taken).toEqual({ trust: 'verified', is_known: false });
    const [kept] = await stored(plane);
    expect(kept).toMatchObject({
      machine_id: 'web-01',
      taken_at: at(10),
      trust: 'verified',
      document: evidence.document,
    });
    expect(await signer.accepts(kept?.document ?? '', kept?.signature ?? '', 'nixfleet-evidence')).toBe(true);
    const key = await read<EvidenceKey>(plane, KEY, { role: 'readonly' });
    expect(key.fingerprint).toMatch(/^SHA256:[\w+/]{43}$/);
    expect(signer.publicKey).toContain(key.public_key);
    expect(key.pinned_by).toBe('first-use');
    expect(audited(plane)).toEqual(['machine:web-01 pin_evidence_key']);
  });

  test('is known when it comes again, and nothing is written', async () => {
    const [plane, evidence] = [await aServer(), await signedEvidence(await aSigner())];
    await sent(plane, evidence);
    expect((await sent(plane, evidence)).taken).toEqual({ trust: 'verified', is_known: true });
    expect(await times(plane)).toEqual([at(10)]);
  });

  test.each([
    ['that was changed after it was signed', { document: (text: string) => text.replace('"compliant"', '"exempt"') }],
    ['whose signature is of another text', { signature: () => '' }],
    ['with the key of somebody else', { public_key: () => `ssh-ed25519 ${'A'.repeat(68)}` }],
  ])('%s is refused, and pins nothing', async (_, change) => {
    const [plane, evidence] = [await aServer(), await signedEvidence(await aSigner())];
    const changed = Object.fromEntries(
      Object.entries(change).map(([field, edit]) => [field, edit(evidence.document)] as const),
    );
    const { status, text } = await sent(plane, { ...evidence, ...changed });
    expect(status).toBe(400);
    expect(text).toMatch(/signature|public key/);
    expect((await plane.ask('GET', EVIDENCE)).status).toBe(404);
    expect(audited(plane)).toEqual([]);
  });

  test('is refused when it is of another machine', async () => {
    const plane = await aServer();
    const { status, text } = await sent(plane, await signedEvidence(await aSigner()), 'web-02');
    expect([status, text]).toEqual([400, expect.stringContaining('"web-01", not of "web-02"')]);
  });

  test('is refused when it is of a time that has not come', async () => {
    const plane = await aServer();
    const timestamp = new Date(Date.now() + 600_000).toISOString();
    const { status, text } = await sent(plane, await signedEvidence(await aSigner(), { timestamp }));
    expect([status, text]).toEqual([400, expect.stringContaining('set the clock of web-01 right')]);
  });

  test('is refused when it is older than what is there', async () => {
    const [plane, signer] = [await aServer(), await aSigner()];
    const old = await signedEvidence(signer, { timestamp: at(9) });
    await sent(plane, old);
    rested(plane);
    await sent(plane, await signedEvidence(signer));
    rested(plane);
    const { status, text } = await sent(plane, old);
    expect([status, text]).toEqual([409, expect.stringContaining('check the clock of web-01')]);
    expect((await standing(plane))?.taken_at).toBe(at(10));
  });

  test('waits when it comes too soon after the last', async () => {
    const [plane, signer] = [await aServer(), await aSigner()];
    await sent(plane, await signedEvidence(signer));
    const { status, headers } = await sent(plane, await signedEvidence(signer, { timestamp: at(11) }));
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('may be long, and not longer', async () => {
    const [plane, signer] = [await aServer(), await aSigner()];
    const long = (bytes: number) =>
      signedEvidence(signer, {
        controls: cameOut({ own: 'compliant' }).map((each) => ({ ...each, checks: { quotes: '"'.repeat(bytes) } })),
      });
    expect((await sent(plane, await long(250_000))).status).toBe(200);
    rested(plane);
    expect((await sent(plane, await long(270_000))).status).toBe(400);
  });
});

describe('evidence that is signed by another key', () => {
  async function twoKeys() {
    const [plane, first, second] = [await aServer(), await aSigner(), await aSigner()];
    await sent(plane, await signedEvidence(first, { controls: cameOut({ 'secure-boot': 'non-compliant' }) }));
    rested(plane);
    const other = { timestamp: at(11), controls: cameOut({ 'secure-boot': 'compliant' }) };
    const { taken } = await sent(plane, await signedEvidence(second, other));
    rested(plane);
    return { plane, first, second, taken };
  }

  test('is kept and counts for nothing', async () => {
    const { plane, taken } = await twoKeys();
    expect(taken).toEqual({ trust: 'other-key', is_known: false });
    expect((await stored(plane)).map(({ trust }) => trust)).toEqual(['other-key', 'verified']);
    expect(await standing(plane)).toMatchObject({
      trust: 'other-key',
      taken_at: at(10),
      controls: { 'secure-boot': 'non-compliant' },
    });
  });

  test('is told of once in the audit, and the newest of it is kept', async () => {
    const { plane, second } = await twoKeys();
    await sent(plane, await signedEvidence(second, { timestamp: at(12) }));
    expect(audited(plane)).toEqual(['machine:web-01 pin_evidence_key', 'machine:web-01 other_evidence_key']);
    expect(await times(plane)).toEqual([at(12), at(10)]);
  });

  test('counts from the moment that an admin pins its key', async () => {
    const { plane, second } = await twoKeys();
    const answer = await pinning(plane, `${second.publicKey}\n`);
    expect(await answer.json()).toMatchObject({ pinned_by: 'apikey:test-admin' });
    expect((await stored(plane)).map(({ trust }) => trust)).toEqual(['verified', 'other-key']);
    expect(await standing(plane)).toMatchObject({
      trust: 'verified',
      taken_at: at(11),
      controls: { 'secure-boot': 'compliant' },
    });
    expect(audited(plane).at(-1)).toBe('apikey:test-admin pin_evidence_key');
  });

  test('is gone when the machine speaks with its own key again', async () => {
    const { plane, first } = await twoKeys();
    await sent(plane, await signedEvidence(first, { timestamp: at(12) }));
    expect(await times(plane)).toEqual([at(12), at(10)]);
    expect(await standing(plane)).toMatchObject({ trust: 'verified', taken_at: at(12) });
  });
});

describe('the key of a machine', () => {
  test('may be pinned before it sends anything', async () => {
    const [plane, expected, other] = [await aServer(), await aSigner(), await aSigner()];
    await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json: aReport() });
    await pinning(plane, expected.publicKey);
    expect((await sent(plane, await signedEvidence(other))).taken?.trust).toBe('other-key');
    expect(await standing(plane)).toMatchObject({ trust: 'other-key', taken_at: null, controls: {} });
    rested(plane);
    expect((await sent(plane, await signedEvidence(expected))).taken?.trust).toBe('verified');
  });

  test('takes what it signed out of what counts when another one is pinned', async () => {
    const [plane, signer] = [await aServer(), await aSigner()];
    await sent(plane, await signedEvidence(signer));
    await pinning(plane, (await aSigner()).publicKey);
    expect(await standing(plane)).toMatchObject({ trust: 'other-key', taken_at: null, controls: {} });
    await pinning(plane, signer.publicKey);
    expect(await standing(plane)).toMatchObject({ trust: 'verified', taken_at: at(10) });
  });

  test.each([
    ['nobody', 404, 'ssh-ed25519 '],
    ['a key that is none', 400, 'ssh-rsa AAAA'],
  ])('is not that of %s', async (_, status, prefix) => {
    const [plane, { publicKey }] = [await aServer(), await aSigner()];
    const public_key = prefix === 'ssh-rsa AAAA' ? prefix : publicKey;
    expect((await pinning(plane, public_key)).status).toBe(status);
    expect((await plane.ask('GET', KEY)).status).toBe(404);
  });

  test('is not for everybody to set', async () => {
    const plane = await aServer();
    const answer = await plane.ask('PUT', KEY, { role: 'deploy', json: { public_key: 'ssh-ed25519 AAAA' } });
    expect(answer.status).toBe(403);
  });
});

describe('the evidence of a machine', () => {
  test('is the newest, and each in which a result changed', async () => {
    const [plane, signer] = [await aServer(), await aSigner()];
    const results = ['compliant', 'compliant', 'compliant', 'error', 'error', 'compliant', 'compliant'] as const;
    for (const [hour, status] of results.entries()) {
      await sent(plane, await signedEvidence(signer, { timestamp: at(hour), controls: cameOut({ own: status }) }));
      rested(plane);
    }
    expect(await times(plane)).toEqual([at(6), at(5), at(3), at(0)]);
    expect((await stored(plane, '')).map(({ taken_at }) => taken_at)).toEqual([at(6)]);
    const page = await plane.ask('GET', `${EVIDENCE}?limit=2`);
    const next = /<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    expect((await read<StoredEvidence[]>(plane, next)).map(({ taken_at }) => taken_at)).toEqual([at(3), at(0)]);
  });

  test('is taken once when it comes many times at the same moment', async () => {
    const [plane, signer] = [await aServer(), await aSigner()];
    const all = await Promise.all([0, 1, 2, 3].map((hour) => signedEvidence(signer, { timestamp: at(hour) })));
    const statuses = (await Promise.all(all.map((each) => sent(plane, each)))).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 429, 429, 429]);
  });

  test('is forgotten from its beginning when its texts are more than 32 MiB', async () => {
    const [plane, signer] = [await aServer(), await aSigner()];
    for (const [hour, status] of (['compliant', 'error', 'compliant'] as const).entries()) {
      await sent(plane, await signedEvidence(signer, { timestamp: at(hour), controls: cameOut({ own: status }) }));
      rested(plane);
    }
    plane.db.prepare('UPDATE evidence SET document = zeroblob(?) WHERE id = 2').run(32 * 1024 * 1024);
    await sent(plane, await signedEvidence(signer, { timestamp: at(3), controls: cameOut({ own: 'error' }) }));
    expect(await times(plane)).toEqual([at(3), at(2)]);
  });

  test('goes with the machine, and with it its key', async () => {
    const [plane, evidence] = [await aServer(), await signedEvidence(await aSigner())];
    await sent(plane, evidence);
    expect((await plane.ask('DELETE', '/api/v1/machines/web-01')).status).toBe(204);
    for (const table of ['evidence', 'evidence_keys', 'evidence_standings'])
      expect(plane.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    expect((await plane.ask('GET', EVIDENCE)).status).toBe(404);
    const anew = await signedEvidence(await aSigner());
    expect((await sent(plane, anew)).taken).toEqual({ trust: 'verified', is_known: false });
  });

  test('is kept as many days as it is told, but the newest stays', async () => {
    const [plane, signer] = [await aServer(), await aSigner()];
    for (const [hour, status] of (['compliant', 'error', 'compliant'] as const).entries()) {
      await sent(plane, await signedEvidence(signer, { timestamp: at(hour), controls: cameOut({ own: status }) }));
      rested(plane);
    }
    const before = Date.now();
    expect(await plane.engine.request('trim', { table: 'evidence', before, after: 0 })).toMatchObject({ removed: 2 });
    expect(await times(plane)).toEqual([at(2)]);
  });
});
