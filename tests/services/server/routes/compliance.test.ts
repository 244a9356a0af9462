import { describe, expect, test } from 'vitest';
import type { FleetCompliance, MachineCompliance, StoredEvidence } from '../../../../machines/model/compliance.ts';
import type { Evidence } from '../../../../machines/model/evidence.ts';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';
import { cameOut, rested, sent, signedEvidence } from '../../../support/sent-evidence.ts';
import { seriesIn } from '../../../support/series.ts';
import { aSigner } from '../../compliance/a-signer.ts';
import { aControl } from '../../compliance/some-evidence.ts';

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
      outdated: [],
      outdated_count: 0,
      stale: ['web-03'],
      stale_count: 1,
      oldest: '2026-04-19T10:00:00Z',
    });
  });

  test('is told by control and by article, without machines that are decommissioned', async () => {
    const { controls, frameworks } = await fleet(await aFleet());
    expect(controls.map(({ control, counts, failing }) => [control, Object.values(counts), failing])).toEqual([
      ['access-control', [1, 1, 0, 0, 1], ['web-02']],
      ['secure-boot', [1, 0, 0, 0, 2], []],
      ['own', [0, 0, 1, 1, 1], ['web-02']],
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
    ['max_age=0', 'a number of seconds, 1 or more'],
    ['max_age=2d', 'a number of seconds, 1 or more'],
  ])('that is asked for with ?%s is refused, with what there is', async (query, said) => {
    const answer = await (await aServer()).ask('GET', `/api/v1/compliance?${query}`);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(said)]);
  });

  test('leaves evidence out that is too old, and names its machines', async () => {
    const plane = await aFleet();
    await aJudged(plane, 'web-06', { timestamp: new Date().toISOString(), controls: cameOut({ own: 'compliant' }) });
    const { machines, controls } = await fleet(plane, '?max_age=3600');
    expect(machines).toMatchObject({ verified: 1, outdated: ['web-01', 'web-02', 'web-03'], outdated_count: 3 });
    expect(machines).toMatchObject({ total: 5, without: ['web-04'] });
    expect(controls).toMatchObject([{ control: 'own', counts: { compliant: 1 }, failing: [] }]);
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

const scraped = async (plane: ServedPlane) =>
  seriesIn(await (await plane.ask('GET', '/metrics', { role: null })).text());

describe('an exception that has run out since the evidence was taken', () => {
  const excused = (expires: string) => {
    const exception = { rationale: 'needed', owner: null, expires };
    const findings = [{ id: 'idle-timeout', text: 'none', exception }];
    return [aControl({ status: 'exempt', required: true, findings })];
  };
  const counted = async (plane: ServedPlane) => {
    const [control] = (await fleet(plane)).controls;
    return [control?.counts.exempt, control?.counts.non_compliant, control?.failing] as const;
  };
  /** What two machines say of the day of their evidence. */
  async function twoExcused(): Promise<ServedPlane> {
    const plane = await aServer();
    const longer = excused('2999-12-31').map((each) => ({ ...each, control: 'secure-boot' }));
    await aJudged(plane, 'web-01', { controls: [...excused('2026-04-20'), ...longer] });
    await aJudged(plane, 'web-02', { controls: excused('2999-12-31') });
    return plane;
  }

  test('excuses no longer: the control fails, and so do its articles', async () => {
    const plane = await twoExcused();
    expect(await counted(plane)).toEqual([1, 1, ['web-01']]);
    const articles = (await fleet(plane)).frameworks[0]?.articles ?? [];
    expect(articles.find(({ article }) => article === '21(i)')).toMatchObject({
      state: 'not-met',
      counts: { non_compliant: 1, exempt: 1 },
    });
  });

  test('shows in the list of machines, with what a machine has to pass', async () => {
    const [one, other] = await listed(await twoExcused());
    expect(one).toMatchObject({
      controls: { 'access-control': 'non-compliant' },
      failing_required: ['access-control'],
    });
    expect(other).toMatchObject({ controls: { 'access-control': 'exempt' }, failing_required: [] });
  });

  test('shows in the metrics', async () => {
    const series = await scraped(await twoExcused());
    const of = (status: string) =>
      series.get(`nixfleet_compliance_machines{control="access-control",status="${status}"}`);
    expect([of('non-compliant'), of('exempt')]).toEqual([1, 1]);
  });

  test('shows when the key is pinned again that signed it', async () => {
    const plane = await aServer();
    const [signer, other] = [await aSigner(), await aSigner()];
    const evidence = await signedEvidence(signer, { controls: excused('2026-04-20') });
    expect((await sent(plane, evidence)).status).toBe(200);
    const pin = (public_key: string) =>
      plane.ask('PUT', '/api/v1/machines/web-01/evidence-key', { json: { public_key } });
    await pin(other.publicKey);
    expect((await fleet(plane)).machines.verified).toBe(0);
    await pin(signer.publicKey);
    expect(await counted(plane)).toEqual([0, 1, ['web-01']]);
  });

  test('leaves the evidence as it was signed', async () => {
    const plane = await twoExcused();
    const [kept] = (await (await plane.ask('GET', '/api/v1/machines/web-01/evidence')).json()) as StoredEvidence[];
    expect(kept?.document).toContain('"status":"exempt"');
  });

  test('counts for nothing on a machine that is decommissioned', async () => {
    const plane = await twoExcused();
    await plane.ask('POST', '/api/v1/machines/web-01/register', { json: { lifecycle: 'active' } });
    await plane.ask('PATCH', '/api/v1/machines/web-01/lifecycle', { json: { lifecycle: 'decommissioned' } });
    expect(await counted(plane)).toEqual([1, 0, []]);
  });
});

describe('metrics of compliance', () => {
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
