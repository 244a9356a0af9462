import { describe, expect, test } from 'vitest';
import type { FleetCompliance, MachineCompliance } from '../../../../machines/model/compliance.ts';
import type { Evidence } from '../../../../machines/model/evidence.ts';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';
import { cameOut, rested, sent, signedEvidence } from '../../../support/sent-evidence.ts';
import { seriesIn } from '../../../support/series.ts';
import { aSigner } from '../../compliance/a-signer.ts';

const SYSTEM = '/nix/store/00000000000000000000000000000000-nixos-system';

/** A machine that reports what it runs, and whose evidence comes from it. */
async function aJudged(plane: ServedPlane, id: string, given: Partial<Evidence> = {}): Promise<void> {
  const report = aReport({ machine_id: id, current_generation: SYSTEM });
  await plane.ask('POST', `/api/v1/machines/${id}/report`, { role: null, json: report });
  const evidence = await signedEvidence(await aSigner(), { host: id, generation: SYSTEM, ...given });
  expect((await sent(plane, evidence, id)).status).toBe(200);
}

const fleet = async (plane: ServedPlane, query = '') =>
  (await (await plane.ask('GET', `/api/v1/compliance${query}`, { role: 'readonly' })).json()) as FleetCompliance;
const listed = async (plane: ServedPlane, query = '') =>
  (await (await plane.ask('GET', `/api/v1/compliance/machines${query}`)).json()) as MachineCompliance[];

/** One that complies, one that does not, one that runs something else by now, one that says nothing, one that is gone. */
async function aFleet(): Promise<ServedPlane> {
  const plane = await aServer();
  await aJudged(plane, 'web-01', { controls: cameOut({ 'access-control': 'compliant', 'secure-boot': 'compliant' }) });
  await aJudged(plane, 'web-02', {
    timestamp: '2026-04-19T10:00:00Z',
    controls: cameOut({ 'access-control': 'non-compliant', own: 'error' }).map((each) => ({ ...each, required: true })),
  });
  await aJudged(plane, 'web-03', { generation: `${SYSTEM}-old`, frameworks: [], controls: cameOut({ own: 'exempt' }) });
  await aJudged(plane, 'web-05', { timestamp: '2026-04-01T10:00:00Z', controls: cameOut({ own: 'error' }) });
  for (const id of ['web-04', 'web-05'])
    await plane.ask('POST', `/api/v1/machines/${id}/register`, { json: { lifecycle: 'active' } });
  await plane.ask('PATCH', '/api/v1/machines/web-05/lifecycle', { json: { lifecycle: 'decommissioned' } });
  await plane.ask('PUT', '/api/v1/machines/web-01/tags', { json: { tags: ['eu', 'web'] } });
  await plane.ask('PUT', '/api/v1/machines/web-02/tags', { json: { tags: ['web'] } });
  return plane;
}

describe('the compliance of a fleet', () => {
  test('says of how many machines there is evidence, and what is the matter with the others', async () => {
    expect((await fleet(await aFleet())).machines).toEqual({
      total: 4,
      verified: 3,
      untrusted: [],
      untrusted_count: 0,
      without: ['web-04'],
      without_count: 1,
      stale: ['web-03'],
      stale_count: 1,
      oldest: '2026-04-19T10:00:00Z',
    });
  });

  test('is told by control and by article, without machines that are decommissioned', async () => {
    const { controls, frameworks } = await fleet(await aFleet());
    expect(controls.map(({ control, counts, failing }) => [control, Object.values(counts), failing])).toEqual([
      ['access-control', [1, 1, 0, 0], ['web-02']],
      ['secure-boot', [1, 0, 0, 0], []],
      ['own', [0, 0, 1, 1], ['web-02']],
    ]);
    expect(frameworks).toMatchObject([{ framework: 'nis2', machines: 2 }]);
    expect(frameworks[0]?.articles.find(({ article }) => article === '21(i)')).toMatchObject({
      state: 'not-met',
      counts: { compliant: 1, non_compliant: 1 },
    });
  });

  test('is that of machines with every tag', async () => {
    const { machines, controls } = await fleet(await aFleet(), '?tag=web&tag=eu');
    expect(machines).toMatchObject({ total: 1, verified: 1, without: [] });
    expect(controls.every(({ failing }) => failing.length === 0)).toBe(true);
  });

  test('is that of a framework or a control', async () => {
    const plane = await aFleet();
    expect((await fleet(plane, '?framework=dora')).frameworks.map(({ framework }) => framework)).toEqual(['dora']);
    expect((await fleet(plane, '?control=own')).controls.map(({ control }) => control)).toEqual(['own']);
  });

  test.each([
    ['framework=nonsense', 'there are nis2, dora'],
    ['control=nonsense', 'there are access-control, '],
  ])('that is asked for with ?%s says what there is', async (query, said) => {
    const answer = await (await aServer()).ask('GET', `/api/v1/compliance?${query}`);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(said)]);
  });

  test('takes no result for the name of a control', async () => {
    const answer = await (await aFleet()).ask('GET', '/api/v1/compliance?control=compliant');
    expect(answer.status).toBe(400);
  });

  test('names machines that sign with another key', async () => {
    const plane = await aFleet();
    rested(plane);
    const evidence = await signedEvidence(await aSigner(), { timestamp: '2026-05-01T10:00:00Z' });
    expect((await sent(plane, evidence)).taken?.trust).toBe('other-key');
    expect((await fleet(plane)).machines).toMatchObject({ verified: 3, untrusted: ['web-01'], untrusted_count: 1 });
  });
});

describe('the compliance of machines', () => {
  test('is listed by id, also where there is none', async () => {
    const list = await listed(await aFleet());
    expect(list.map(({ machine_id, trust, is_current }) => [machine_id, trust, is_current])).toEqual([
      ['web-01', 'verified', true],
      ['web-02', 'verified', true],
      ['web-03', 'verified', false],
      ['web-04', null, false],
    ]);
    expect(list[1]).toMatchObject({
      taken_at: '2026-04-19T10:00:00Z',
      generation: SYSTEM,
      frameworks: ['nis2'],
      controls: { 'access-control': 'non-compliant', own: 'error' },
      failing_required: ['access-control', 'own'],
    });
  });

  test('is narrowed to the controls of a framework', async () => {
    const [, web02] = await listed(await aFleet(), '?framework=nis2');
    expect(web02).toMatchObject({
      controls: { 'access-control': 'non-compliant' },
      failing_required: ['access-control'],
    });
    expect(web02?.controls).not.toHaveProperty('own');
  });

  test('comes in pages', async () => {
    const plane = await aFleet();
    const first = await plane.ask('GET', '/api/v1/compliance/machines?limit=3&tag=web');
    expect(first.headers.get('link')).toBeNull();
    const page = await plane.ask('GET', '/api/v1/compliance/machines?limit=3');
    expect(page.headers.get('link')).toContain('after=web-03');
  });
});

describe('metrics of compliance', () => {
  const scraped = async (plane: ServedPlane) =>
    seriesIn(await (await plane.ask('GET', '/metrics', { role: null })).text());

  test('count machines by control and status, and by the trust in their evidence', async () => {
    const series = await scraped(await aFleet());
    expect(series.get('nixfleet_compliance_machines{control="access-control",status="non-compliant"}')).toBe(1);
    expect(series.get('nixfleet_compliance_machines{control="own",status="exempt"}')).toBe(1);
    expect(series.get('nixfleet_compliance_machines{control="own",status="error"}')).toBe(1);
    expect(series.get('nixfleet_compliance_evidence_machines{trust="verified"}')).toBe(3);
    expect(series.get('nixfleet_compliance_evidence_machines{trust="none"}')).toBe(1);
    expect(series.get('nixfleet_compliance_evidence_age_seconds')).toBeGreaterThan(0);
  });

  test('are not there where no machine has ever sent evidence', async () => {
    expect([...(await scraped(await aServer())).keys()].filter((name) => name.includes('compliance'))).toEqual([]);
  });

  test('have series of their own for at most 32 controls of the fleet', async () => {
    const plane = await aServer();
    const statuses = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`own-${index}`, 'compliant'] as const),
    );
    await aJudged(plane, 'web-01', { controls: cameOut(statuses) });
    const own = [...(await scraped(plane)).keys()].filter((name) => name.includes('control="own-'));
    expect(own).toHaveLength(32 * 4);
  });
});
