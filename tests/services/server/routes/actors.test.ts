import type { Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { ActorDetail, ActorSummary, Transition } from '../../../../machines/model/actor.ts';
import { aServedRollout, reported, WANTED, WELL } from '../../../support/a-served-rollout.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';
import { until } from '../../../support/until.ts';

/** A resting machine's state as it is stored. */
const RESTING = JSON.stringify({
  status: 'active',
  value: { lifecycle: 'active', deployment: 'unknown' },
  historyValue: {},
  context: {},
  children: {},
});

/** Writes actors as the shard would have. */
function addActors(db: Database, addresses: readonly string[], { state = RESTING, pending = 0 } = {}): void {
  const insert = db.prepare(
    'INSERT INTO snapshots (address, version, state, deliveries, pending) VALUES (?, 2, ?, 3, ?)',
  );
  db.transaction(() => addresses.forEach((address) => insert.run(address, state, pending)))();
}

async function asked<Answer>({ ask }: ServedPlane, path: string): Promise<Answer> {
  const response = await ask('GET', path, { role: 'readonly' });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Answer;
}

const refused = async ({ ask }: ServedPlane, path: string) => {
  const response = await ask('GET', path, { role: 'readonly' });
  return [response.status, await response.text()] as const;
};

const list = (plane: ServedPlane, query = '') => asked<ActorSummary[]>(plane, `/api/v1/actors${query}`);
const addressesIn = (actors: readonly ActorSummary[]) => actors.map(({ address }) => address);
const pathTo = (address: string) => `/api/v1/actors/${encodeURIComponent(address)}`;
const detail = (plane: ServedPlane, address: string) => asked<ActorDetail>(plane, pathTo(address));

/** Every page of a list, by its links. */
async function pagesOf<Item>(plane: ServedPlane, path: string): Promise<Item[][]> {
  const pages: Item[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const response = await plane.ask('GET', next, { role: 'readonly' });
    pages.push((await response.json()) as Item[]);
    next = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return pages;
}

describe('the list of actors', () => {
  test('has machines, the rollout and its batch, each as it is', async () => {
    const { plane, id } = await aServedRollout();
    const actors = await list(plane);
    expect(addressesIn(actors)).toEqual([
      `batch:${id}:0`,
      'machine:web-01',
      'machine:web-02',
      'machine:web-03',
      `rollout:${id}`,
    ]);
    expect(actors.map(({ kind, status, problem }) => [kind, status, problem])).toEqual([
      ['batch', 'waiting', null],
      ...['machine', 'machine', 'machine', 'rollout'].map((kind) => [kind, 'resting', null]),
    ]);
    expect(actors[1]).toMatchObject({
      state: { lifecycle: 'active', deployment: 'pending_deploy' },
      active: ['lifecycle', 'lifecycle__active', 'deployment', 'deployment__pending_deploy'],
    });
    expect(Date.parse(actors[0]?.last_transition_at ?? '')).not.toBeNaN();
  });

  test.each([
    ['?kind=rollout', ['rollout']],
    ['?kind=batch', ['batch']],
    ['?status=waiting', ['batch']],
    ['?status=resting&kind=machine', ['machine', 'machine', 'machine']],
    ['?status=quarantined', []],
    ['?search=WEB-0', ['machine', 'machine', 'machine']],
    ['?search=deployment__pending', ['machine', 'machine', 'machine']],
    ['?search=deployment_', ['machine', 'machine', 'machine']],
    ['?search=web-02&kind=rollout', []],
    ['?search=%25', []],
    ['?search=Waiting_Health', ['batch']],
  ])('asked with %s has what it says', async (query, kinds) => {
    const { plane } = await aServedRollout();
    expect((await list(plane, query)).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('gives 1,200 actors in pages, each once, with and without filters', async () => {
    const names = Array.from({ length: 1200 }, (_, n) => `machine:web-${String(n).padStart(4, '0')}`);
    const plane = await aServer({ written: (db) => addActors(db, names) });
    const whole = await pagesOf<ActorSummary>(plane, '/api/v1/actors?limit=500');
    expect(whole.map(({ length }) => length)).toEqual([500, 500, 200]);
    expect(whole.flatMap(addressesIn)).toEqual(names);
    const some = await pagesOf<ActorSummary>(plane, '/api/v1/actors?limit=60&kind=machine&status=resting&search=-11');
    expect(some.flatMap(addressesIn)).toEqual(names.slice(1100));
    expect(await list(plane)).toHaveLength(100);
  });

  test('goes on after an actor that was removed meanwhile', async () => {
    const plane = await aServer({ written: (db) => addActors(db, ['machine:a', 'machine:b', 'machine:c']) });
    plane.db.exec(`DELETE FROM snapshots WHERE address = 'machine:b'`);
    expect(addressesIn(await list(plane, '?after=machine:b'))).toEqual(['machine:c']);
  });

  test.each(['no JSON', '[]', 'null', '{"value":'])('shows the others beside one whose state is %s', async (state) => {
    const plane = await aServer({
      written(db) {
        addActors(db, ['machine:a', 'machine:c']);
        addActors(db, ['machine:b'], { state });
      },
    });
    const problem = 'its stored state cannot be read';
    const broken = { address: 'machine:b', status: 'quarantined', state: null, active: [], problem };
    expect((await list(plane))[1]).toMatchObject(broken);
    expect(addressesIn(await list(plane, '?status=quarantined'))).toEqual(['machine:b']);
    expect(addressesIn(await list(plane, '?status=resting'))).toEqual(['machine:a', 'machine:c']);
    expect(await detail(plane, 'machine:b')).toMatchObject({ ...broken, context: null, waits: [], history: [] });
  });

  test.each([
    ['?kind=host', '`kind` is one of machine, rollout, batch, not "host"'],
    ['?status=asleep', '`status` is one of waiting, resting, quarantined, not "asleep"'],
    ['?limit=many', '`limit` is a count: 0 or more, not "many"'],
    [`?search=${'x'.repeat(257)}`, '`search` has at most 256 bytes'],
  ])('asked with %s is refused in words', async (query, sentence) => {
    expect(await refused(await aServer(), `/api/v1/actors${query}`)).toEqual([400, sentence]);
  });
});

describe('one actor', () => {
  test('that is a batch tells what it waits for, in which state, until when', async () => {
    const { plane, id } = await aServedRollout();
    const batch = await detail(plane, `batch:${id}:0`);
    const { deadline } = batch.context as { deadline: number };
    const [{ event, state } = {}] = batch.history;
    expect(batch).toMatchObject({ chart: 'batch', status: 'waiting', mailbox: [], dead_letters: [] });
    expect(batch.waits).toEqual([
      {
        effect: expect.any(String),
        name: 'sleepUntil',
        state: batch.active.at(-1),
        until: new Date(deadline).toISOString(),
      },
    ]);
    expect(state).toEqual(batch.state);
    expect(event).not.toBe('');
    expect(batch.history.at(-1)).toMatchObject({ event: 'xstate.init', taken: [] });
    expect(batch.last_seq).toBeGreaterThanOrEqual(batch.history[0]?.seq ?? Infinity);
  });

  test('has one step for each time it left a state, with what was said, newest first', async () => {
    const { plane } = await aServedRollout();
    const before = await detail(plane, 'machine:web-01');
    await reported(plane, 'web-01', { current_generation: WANTED, health: WELL });
    const after = await detail(plane, 'machine:web-01');
    const [newest] = after.history;
    expect(after.history.slice(-before.history.length)).toEqual(before.history);
    expect(newest).toMatchObject({
      address: 'machine:web-01',
      taken: [{ from: 'deployment__pending_deploy', to: ['deployment__in_sync'] }],
      state: { deployment: 'in_sync' },
    });
    expect(after.deliveries).toBeGreaterThan(before.deliveries);
  });

  test('shows mail that waits, the oldest first, and mail that it could not take, the newest first', async () => {
    const plane = await aServer({
      written(db) {
        addActors(db, ['machine:web-01']);
        const bury = db.prepare(
          `INSERT INTO dead_letters (receiver, event, sender, failure, at) VALUES (?, ?, 'rollout:r-1', ?, ?)`,
        );
        for (let n = 0; n < 60; n += 1) bury.run('machine:web-01', '{"type":"assigned"}', `failure ${n}`, n * 1000);
        bury.run('machine:web-02', '{"type":"assigned"}', 'of another', 0);
      },
    });
    // Who works takes its mail.
    await plane.engine.stop();
    const put = plane.db.prepare(
      `INSERT INTO mailbox (receiver, event, sender, delivery, ordinal, attempts) VALUES (?, ?, 'rollout:r-1', 1, ?, 2)`,
    );
    for (const [n, event] of ['{"type":"assigned","secret":1}', 'no JSON'].entries())
      put.run('machine:web-01', event, n);
    const { mailbox, dead_letters } = await detail(plane, 'machine:web-01');
    expect(mailbox).toEqual([
      { sender: 'rollout:r-1', event: 'assigned', attempts: 2 },
      { sender: 'rollout:r-1', event: '?', attempts: 2 },
    ]);
    expect(dead_letters).toHaveLength(50);
    expect(dead_letters[0]).toEqual({
      sender: 'rollout:r-1',
      event: 'assigned',
      failure: 'failure 59',
      at: '1970-01-01T00:00:59.000Z',
    });
  });

  test('with a context of more than 64 KiB shows which fields it has', async () => {
    const state = JSON.stringify({ value: 'idle', context: { big: 'x'.repeat(70_000), small: 1 }, children: {} });
    const plane = await aServer({ written: (db) => addActors(db, ['machine:a'], { state }) });
    expect((await detail(plane, 'machine:a')).context).toEqual({
      left_out: '70020 characters',
      fields: 'big, small',
    });
  });

  test('that is quarantined keeps its row and says why', async () => {
    const state = JSON.stringify({ status: 'active', value: 'nowhere', historyValue: {}, context: {}, children: {} });
    const plane = await aServer({
      written(db) {
        addActors(db, ['batch:r-1:0'], { state, pending: 1 });
        addActors(db, ['machine:web-01']);
      },
    });
    const problem = 'the state of batch:r-1:0 cannot be restored';
    expect(await list(plane, '?status=quarantined')).toMatchObject([{ address: 'batch:r-1:0', problem }]);
    expect(await list(plane, '?status=waiting')).toEqual([]);
    expect(await detail(plane, 'batch:r-1:0')).toMatchObject({ status: 'quarantined', problem, state: 'nowhere' });
  });

  test('is shown while the actors do not answer', async () => {
    const plane = await aServer({
      engine: (real) => ({
        ...real,
        request: (name, input) =>
          name === 'listQuarantined' ? Promise.reject(new Error('restarting')) : real.request(name, input),
      }),
      written: (db) => addActors(db, ['machine:a']),
    });
    expect(await detail(plane, 'machine:a')).toMatchObject({ status: 'resting' });
    expect(plane.logged).toContain('warn the actors do not say which of them are quarantined');
  });

  test.each([
    ['a tag', '<script>alert(1)</script>'],
    ['a path', '../..'],
    ['a slash that was encoded twice', 'a%2Fb'],
    ['a slash', 'a/b'],
    ['colons', 'a:b:c'],
    ['letters from right to left', '\u202eתוכי-01'],
    ['a question mark and a hash', 'a?b#c'],
    ['128 bytes', 'ä'.repeat(64)],
  ])('whose id has %s is found, with its history', async (_, id) => {
    const address = `machine:${id}`;
    const plane = await aServer({ written: (db) => addActors(db, ['machine:other', address]) });
    expect(await detail(plane, address)).toMatchObject({ address, kind: 'machine' });
    expect(await asked(plane, `${pathTo(address)}/history`)).toEqual([]);
    expect(addressesIn(await list(plane, `?search=${encodeURIComponent(id)}`))).toEqual([address]);
  });

  test('that is no address, no actor, or not one yet is refused in words', async () => {
    const plane = await aServer({
      written: (db) =>
        db.exec(`INSERT INTO machines (machine_id, lifecycle, registered_at) VALUES ('new', 'active', 1)`),
    });
    for (const path of ['', '/history']) {
      expect(await refused(plane, `/api/v1/actors/web-01${path}`)).toEqual([
        404,
        '"web-01" is no address of an actor: those begin with their kind, `machine:ID`, `rollout:ID`, `batch:ID`',
      ]);
      expect(await refused(plane, `/api/v1/actors/rollout:r-1${path}`)).toEqual([404, 'there is no actor rollout:r-1']);
      expect(await refused(plane, `/api/v1/actors/machine:new${path}`)).toEqual([
        404,
        'machine:new has no actor yet: it begins when the machine is first told something, or reports',
      ]);
      const [status, text] = await refused(plane, pathTo(`machine:${'x'.repeat(137)}`) + path);
      expect([status, text]).toEqual([400, '`address` has at most 144 bytes']);
    }
    expect((await plane.ask('GET', '/api/v1/actors', { role: null })).status).toBe(401);
  });
});

describe('the history of an actor', () => {
  test('comes in pages, newest first, each step once, while new steps are taken', async () => {
    const { plane, id } = await aServedRollout();
    const path = `${pathTo('machine:web-01')}/history`;
    const whole = await asked<Transition[]>(plane, path);
    expect(whole.length).toBeGreaterThan(1);
    const [first] = await pagesOf<Transition>(plane, `${path}?limit=1`);
    await reported(plane, 'web-01', { current_generation: WANTED, health: WELL });
    const rest = await pagesOf<Transition>(plane, `${path}?limit=1&after=${first?.[0]?.seq}`);
    expect([first, ...rest].flat()).toEqual(whole);
    await until(plane, `SELECT count(*) > 0 FROM transitions WHERE address = 'batch:${id}:0'`);
    expect(await refused(plane, `${path}?after=x`)).toEqual([400, expect.stringContaining('`after`')]);
  });

  test('shows a row that somebody has broken as far as it can be read', async () => {
    const plane = await aServer({ written: (db) => addActors(db, ['machine:a']) });
    plane.db.exec(`INSERT INTO transitions (address, delivery, at, event, detail, taken, state)
      VALUES ('machine:a', 1, 1000, 'report', 'x', '[{"from":"a","to":["b"]},7]', '{')`);
    expect(await asked(plane, `${pathTo('machine:a')}/history`)).toMatchObject([
      { event: 'report', detail: {}, taken: [{ from: 'a', to: ['b'] }], state: null, active: [] },
    ]);
  });
});
