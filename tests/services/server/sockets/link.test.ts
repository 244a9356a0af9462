import { describe, expect, test } from 'vitest';
import type { RequestName } from '../../../../services/actors/engine.ts';
import { aLink, aReportFrame } from '../../../support/a-link.ts';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';

/** What is stored of reports, oldest first. */
const reportsIn = ({ db }: ServedPlane): string[] =>
  db.prepare<[], string>('SELECT message FROM reports ORDER BY id').pluck().all();

const machineIn = ({ db }: ServedPlane, machineId = 'web-01') =>
  db.prepare<[string], Record<string, unknown>>('SELECT * FROM machines WHERE machine_id = ?').get(machineId);

/** Sets what a machine should run. */
const notify = (plane: ServedPlane, path: string, machineId = 'web-01') =>
  plane.ask('POST', `/api/v1/machines/${machineId}/notify-deploy`, { json: { store_path: path } });

/** A linked agent whose machine is known; `written` gives what the next request of a name asked, once it is answered. */
async function aLinkedMachine() {
  const waiting = new Map<RequestName, (input: unknown) => void>();
  const plane = await aServer({
    engine: (real) => ({
      ...real,
      async request(name, input) {
        const answer = await real.request(name, input);
        waiting.get(name)?.(input);
        return answer;
      },
    }),
  });
  const written = (name: RequestName) => new Promise<unknown>((resolve) => waiting.set(name, resolve));
  await plane.ask('POST', '/api/v1/machines/web-01/report', { json: aReport() });
  const link = await aLink(plane.url);
  await link.hello();
  return { plane, link, written };
}

describe('a link', () => {
  test('is welcomed, and told that nothing is wanted', async () => {
    const plane = await aServer();
    const link = await aLink(plane.url);
    expect(await link.hello()).toEqual({ type: 'welcome', resume_after: 0, poll_seconds: 300 });
    expect(await link.heard('wanted')).toEqual({ type: 'wanted', wanted: null });
  });

  test('takes reports and acknowledges them when they are on disk', async () => {
    const plane = await aServer();
    const link = await aLink(plane.url);
    await link.hello();
    link.say(aReportFrame(7, { message: 'first', outcome: 'done', assignment: 'r-1:0:1', boot_id: 'b-9' }));
    await link.heard('ack', ({ seq }) => seq === 7);
    expect(reportsIn(plane)).toEqual(['first']);
    expect(machineIn(plane)).toMatchObject({
      lifecycle: 'active',
      agent_version: '0.2.0',
      boot_id: 'b-9',
      report_epoch: 'e-1',
      report_seq: 7,
    });
  });

  test('keeps the order of reports that come without a pause, and says with its last word that it has them all', async () => {
    const plane = await aServer();
    const link = await aLink(plane.url);
    await link.hello();
    const seqs = Array.from({ length: 300 }, (_, index) => index + 1);
    for (const seq of seqs) link.say(aReportFrame(seq, { message: `report ${seq}` }));
    await link.heard('ack', ({ seq }) => seq === 300);
    expect(reportsIn(plane)).toEqual(seqs.map((seq) => `report ${seq}`));
    const acks = link.frames.flatMap((frame) => (frame.type === 'ack' ? [frame.seq] : []));
    expect(acks).toEqual(acks.toSorted((one, other) => one - other));
    expect(acks.length).toBeLessThan(300);
  });

  test('ignores types that it does not know, and fields', async () => {
    const { link, plane } = await aLinkedMachine();
    link.say({ type: 'song', verses: 4 });
    link.say(aReportFrame(1, { message: 'up', colour: 'green' }));
    await link.heard('ack');
    expect(reportsIn(plane)).toContain('up');
  });

  test('resumes after the last report that was taken of the same agent database', async () => {
    const { link, plane } = await aLinkedMachine();
    link.say(aReportFrame(12));
    await link.heard('ack');
    link.socket.close();
    const again = await aLink(plane.url);
    expect(await again.hello()).toMatchObject({ resume_after: 12 });
    const fresh = await aLink(plane.url);
    expect(await fresh.hello({ epoch: 'e-2' })).toMatchObject({ resume_after: 0 });
  });
});

describe('a report that comes twice', () => {
  test('is acknowledged and not stored again, over the link and over HTTP', async () => {
    const { link, plane } = await aLinkedMachine();
    link.say(aReportFrame(5, { message: 'five' }));
    await link.heard('ack');
    link.say(aReportFrame(5, { message: 'five' }));
    link.say(aReportFrame(3, { message: 'three' }));
    link.say(aReportFrame(6, { message: 'six' }));
    await link.heard('ack', ({ seq }) => seq === 6);
    const json = aReport({ message: 'six', epoch: 'e-1', seq: 6 });
    expect((await plane.ask('POST', '/api/v1/machines/web-01/report', { json })).status).toBe(200);
    expect(reportsIn(plane)).toEqual(['up-to-date', 'five', 'six']);
  });

  test('is another one when the agent has another database', async () => {
    const { link, plane } = await aLinkedMachine();
    link.say(aReportFrame(5, { message: 'five' }));
    await link.heard('ack');
    const again = await aLink(plane.url);
    await again.hello({ epoch: 'e-2' });
    again.say(aReportFrame(1, { message: 'one' }));
    await again.heard('ack');
    expect(reportsIn(plane)).toEqual(['up-to-date', 'five', 'one']);
    expect(machineIn(plane)).toMatchObject({ report_epoch: 'e-2', report_seq: 1 });
  });

  test('is another one when the agent database was put back to what it was', async () => {
    const { link, plane } = await aLinkedMachine();
    link.say(aReportFrame(50, { message: 'fifty' }));
    await link.heard('ack');
    const again = await aLink(plane.url);
    expect(await again.hello({ last_seq: 20 })).toMatchObject({ resume_after: 20 });
    again.say(aReportFrame(21, { message: 'twenty-one, anew' }));
    await again.heard('ack');
    expect(reportsIn(plane)).toEqual(['up-to-date', 'fifty', 'twenty-one, anew']);
    const audited = plane.db.prepare(`SELECT actor, detail FROM audit_entries WHERE action = 'rewind_reports'`).all();
    expect(audited).toEqual([
      { actor: 'machine:web-01', detail: `its agent's database went back from report 50 to 20` },
    ]);
  });

  test('is each time stored from an agent that does not number its reports', async () => {
    const plane = await aServer();
    for (const _ of [1, 2]) await plane.ask('POST', '/api/v1/machines/web-01/report', { json: aReport() });
    expect(reportsIn(plane)).toHaveLength(2);
  });
});

describe('what an agent is told', () => {
  test('is what its machine should run, at once and when it changes, each once', async () => {
    const { plane, link } = await aLinkedMachine();
    await notify(plane, '/nix/store/one');
    const one = { assignment: null, hash: '/nix/store/one', cache_url: null };
    await link.heard('wanted', ({ wanted }) => wanted?.hash === '/nix/store/one');
    await notify(plane, '/nix/store/one');
    await plane.ask('DELETE', '/api/v1/machines/web-01/desired-generation');
    await notify(plane, '/nix/store/two');
    await link.heard('wanted', ({ wanted }) => wanted?.hash === '/nix/store/two');
    const told = link.frames.flatMap((frame) => (frame.type === 'wanted' ? [frame.wanted] : []));
    expect(told).toEqual([null, one, null, { ...one, hash: '/nix/store/two' }]);
  });

  test('names the assignment and the cache of a rollout', async () => {
    const { plane, link } = await aLinkedMachine();
    const entries = [{ hostname: 'web-01', store_path: '/nix/store/new', platform: 'x86_64-linux', tags: [] }];
    const release = { entries, cache_url: 'http://cache:5000' };
    const created = await plane.ask('POST', '/api/v1/releases', { json: release });
    const { id: release_id } = (await created.json()) as { id: string };
    const target = { hosts: ['web-01'] };
    const rollout = await plane.ask('POST', '/api/v1/rollouts', {
      json: { release_id, target, strategy: 'all_at_once' },
    });
    const { rollout_id } = (await rollout.json()) as { rollout_id: string };
    const { wanted } = await link.heard('wanted', (frame) => frame.wanted !== null);
    expect(wanted).toEqual({ assignment: `${rollout_id}:0:1`, hash: '/nix/store/new', cache_url: 'http://cache:5000' });
  });

  test('is nothing before it has said hello', async () => {
    const plane = await aServer();
    const link = await aLink(plane.url);
    await notify(plane, '/nix/store/one');
    await link.hello();
    await link.heard('wanted');
    expect(link.frames).toMatchObject([{ type: 'welcome' }, { type: 'wanted', wanted: { hash: '/nix/store/one' } }]);
  });

  test('reaches five hundred machines of one rollout', async () => {
    const plane = await aServer();
    const ids = Array.from({ length: 500 }, (_, index) => `m-${index}`);
    const links = await Promise.all(ids.map((id) => aLink(plane.url, id)));
    await Promise.all(links.map((link) => link.hello()));
    for (const [index, link] of links.entries()) link.say(aReportFrame(1, { machine_id: ids[index] }));
    await Promise.all(links.map((link) => link.heard('ack')));
    const entries = ids.map((id) => ({ hostname: id, store_path: `/nix/store/${id}`, platform: 'p', tags: [] }));
    const created = await plane.ask('POST', '/api/v1/releases', { json: { entries } });
    const { id: release_id } = (await created.json()) as { id: string };
    await plane.ask('POST', '/api/v1/rollouts', {
      json: { release_id, target: { hosts: ids }, strategy: 'all_at_once' },
    });
    const told = await Promise.all(links.map((link) => link.heard('wanted', ({ wanted }) => wanted !== null)));
    expect(told.map(({ wanted }) => wanted?.hash)).toEqual(ids.map((id) => `/nix/store/${id}`));
  });
});

describe('what an agent says of itself', () => {
  const agent = (plane: ServedPlane) =>
    plane.db.prepare(`SELECT agent_state, agent_state_since FROM machines WHERE machine_id = 'web-01'`).raw().get();

  test('is its state, of which the last one stays when the link ends', async () => {
    const { plane, link, written } = await aLinkedMachine();
    const noted = written('noteAgentStates');
    link.say({ type: 'state', seq: 1, state: 'checking', since: '2026-05-02T08:00:00Z' });
    link.say({ type: 'state', seq: 2, state: 'fetching', since: '2026-05-02T08:00:01Z' });
    expect(await noted).toEqual({
      states: [{ machineId: 'web-01', state: 'fetching', since: Date.parse('2026-05-02T08:00:01Z') }],
    });
    link.socket.close();
    await link.closed;
    expect(agent(plane)).toEqual(['fetching', Date.parse('2026-05-02T08:00:01Z')]);
  });

  test('is not believed when it is in the future', async () => {
    const { plane, link, written } = await aLinkedMachine();
    const noted = written('noteAgentStates');
    link.say({ type: 'state', seq: 1, state: 'idle', since: '2999-01-01T00:00:00Z' });
    await noted;
    expect(agent(plane)).toEqual(['idle', expect.toSatisfy((since: number) => since <= Date.now())]);
  });

  test('is the log of an attempt, its lines numbered and cut', async () => {
    const { plane, link, written } = await aLinkedMachine();
    const kept = written('keepAgentLog');
    link.say({ type: 'log', attempt: 'a-1', n: 40, lines: ['copying', 'x'.repeat(5000)] });
    await kept;
    const rows = plane.db.prepare('SELECT machine_id, attempt, n, line FROM agent_logs').raw().all();
    expect(rows).toEqual([
      ['web-01', 'a-1', 40, 'copying'],
      ['web-01', 'a-1', 41, `${'x'.repeat(4093)}…`],
    ]);
  });

  test('is not kept of a machine that is unknown', async () => {
    const { plane, written } = await aLinkedMachine();
    const stranger = await aLink(plane.url, 'nobody');
    await stranger.hello();
    const kept = written('keepAgentLog');
    stranger.say({ type: 'log', attempt: 'a-1', n: 0, lines: ['a'] });
    await kept;
    expect(plane.db.prepare('SELECT count(*) FROM agent_logs').pluck().get()).toBe(0);
  });
});
