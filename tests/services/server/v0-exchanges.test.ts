import { describe, expect, onTestFinished, test } from 'vitest';
import { aServer, KEYS, type ServedPlane } from '../../support/a-server.ts';
import { exchanged, type RawAnswer, type RawRequest } from '../../support/raw-http.ts';
import { aPausedRollout } from './v0-paused-rollout.ts';
import { agent, bootstrap, cli, entry, HEALTH } from './v0-requests.ts';

const OLD = '/nix/store/a-nixos-system-web';
const NEW = '/nix/store/b-nixos-system-web';
const ops = cli(KEYS.admin);

/** An answer's text with what differs from run to run replaced: ids, lots, times of the database (whole seconds, `Z`). */
const steady = (text: string): string =>
  text
    .replaceAll(/rel-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, 'REL')
    .replaceAll(/r-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, 'R')
    .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, '"TIME"')
    .replaceAll(/nfk-[0-9a-f]{64}/g, 'KEY')
    .replaceAll(/"seed":\d+/g, '"seed":0')
    .replaceAll(/"seconds_since_last_report":[0-4]\b/g, '"seconds_since_last_report":0');

/** All that a client can see of an answer, in one list. */
const seen = ({ status, headers, body }: RawAnswer) => [status, headers['content-type'] ?? null, steady(body)];
const json = (status: number, text: string) => [status, 'application/json', text];
const text = (status: number, said: unknown) => [status, 'text/plain; charset=utf-8', said];
const nothing = (status: number) => [status, null, ''];

/** A control plane that is spoken to in raw HTTP. */
async function aPlane(options: Parameters<typeof aServer>[0] = {}) {
  const plane = await aServer(options);
  const ask = (request: RawRequest) => exchanged(plane.url, request);
  const told = async (request: RawRequest) => seen(await ask(request));
  const parsed = async <T>(request: RawRequest) => JSON.parse((await ask(request)).body) as T;
  return { plane, ask, told, parsed };
}

/** Ends when a rollout is so; looks after each commit. */
function until(plane: ServedPlane, rollout: string, field: 'status' | 'batch', word: string): Promise<void> {
  const sql = {
    status: 'SELECT status AS word FROM rollouts WHERE id = ?',
    batch: `SELECT status || ' ' || batch_index AS word FROM rollout_batches WHERE rollout_id = ? AND status <> 'pending'
      ORDER BY batch_index DESC LIMIT 1`,
  }[field];
  const query = plane.db.prepare<[string], { word: string }>(sql);
  return new Promise((resolve) => {
    const look = () => void (query.get(rollout)?.word === word && resolve());
    onTestFinished(plane.engine.onCommit(look));
    look();
  });
}

const machine = (id: string, fields: Record<string, unknown> = {}) =>
  JSON.stringify({
    machine_id: id,
    current_generation: OLD,
    desired_generation: null,
    agent_version: '0.1.0',
    system_state: 'ok',
    uptime_seconds: 86412,
    last_report: '2026-05-02T08:15:30.123456789Z',
    lifecycle: 'active',
    tags: ['prod', 'web'],
    seconds_since_last_report: 0,
    ...fields,
  });

const RELEASE =
  '{"id":"REL","flake_ref":".","flake_rev":null,"cache_url":"http://cache:5000","host_count":2,"entries":[' +
  `${entry('web-01', NEW)},${entry('web-02', NEW)}],"created_at":"TIME","created_by":"apikey:test-admin"}`;

async function aRelease(parsed: <T>(request: RawRequest) => Promise<T>, path = NEW): Promise<string> {
  const { id } = await parsed<{ id: string }>(ops.releaseCreate(`${entry('web-02', path)},${entry('web-01', path)}`));
  return id;
}

describe('a v0.1.1 CLI', () => {
  test('bootstraps, and its key is good at once', async () => {
    const { ask, told } = await aPlane({ hasKeys: false });
    const first = await ask(bootstrap);
    expect(seen(first)).toEqual(json(200, '{"key":"KEY","name":"ops","role":"admin"}'));
    const { key } = JSON.parse(first.body) as { key: string };
    expect(await told(cli(key).machines)).toEqual(json(200, '[]'));
    expect(await told(bootstrap)).toEqual(text(409, expect.stringContaining('already exist')));
    expect(await told(cli('nobody').machines)).toEqual(nothing(401));
    expect(await told({ ...ops.machines, headers: [['Authorization', key]] })).toEqual(nothing(401));
  });

  test('registers machines and moves them through their life', async () => {
    const { told } = await aPlane();
    const registered = json(201, '{"machine_id":"web-01","lifecycle":"active"}');
    expect(await told(ops.register('web-01', '[]'))).toEqual(registered);
    expect(await told(ops.register('web-01', '["web","web"]'))).toEqual(registered);
    const never = { current_generation: '', agent_version: '', system_state: 'unknown', uptime_seconds: 0 };
    const silent = { ...never, last_report: null, tags: ['web'], seconds_since_last_report: null };
    expect(await told(ops.machines)).toEqual(json(200, `[${machine('web-01', silent)}]`));
    expect(await told(ops.setLifecycle('web-01', 'maintenance'))).toEqual(nothing(200));
    expect(await told(ops.setLifecycle('web-01', 'pending'))).toEqual(
      text(409, expect.stringMatching(/maintenance to pending/)),
    );
    expect(await told(ops.setLifecycle('web-01', 'Active'))).toEqual(text(400, expect.stringContaining('"Active"')));
    expect(await told(ops.setLifecycle('web-09', 'active'))).toEqual(text(404, expect.stringContaining('web-09')));
    expect(await told(ops.machines)).toEqual(
      json(200, `[${machine('web-01', { ...silent, lifecycle: 'maintenance' })}]`),
    );
  });

  test('says what a machine should run, and takes it back', async () => {
    const { told } = await aPlane();
    expect(await told(ops.notifyDeploy('web-01', NEW))).toEqual(nothing(200));
    const wanted = `{"hash":"${NEW}","cache_url":null,"poll_hint":null,"assignment":null}`;
    expect(await told(agent.asks('web-01'))).toEqual(json(200, wanted));
    expect(await told(ops.clearDesired('web-01'))).toEqual(nothing(204));
    expect(await told(ops.clearDesired('web-01'))).toEqual(nothing(204));
    expect(await told(agent.asks('web-01'))).toEqual(nothing(404));
    expect(await told(ops.clearDesired('web-09'))).toEqual(text(404, expect.stringContaining('web-09')));
  });

  test('creates, lists, shows, compares and deletes releases', async () => {
    const { told, parsed } = await aPlane();
    const created = await told(ops.releaseCreate(`${entry('web-02', NEW)},${entry('web-01', NEW)}`));
    expect(created).toEqual(json(201, '{"id":"REL","host_count":2}'));
    expect(await told(ops.releaseList('limit=20'))).toEqual(json(200, `[${RELEASE}]`));
    expect(await told(ops.releaseList('limit=20&host=db-01'))).toEqual(json(200, '[]'));
    const [release] = await parsed<{ id: string }[]>(ops.releaseList('limit=1'));
    const id = release?.id ?? '';
    expect(await told(ops.releaseShow(id))).toEqual(json(200, RELEASE));
    const next = await parsed<{ id: string }>(ops.releaseCreate(`${entry('web-01', OLD)},${entry('api-01', NEW)}`));
    expect(await told(ops.releaseDiff(id, next.id))).toEqual(
      json(
        200,
        '{"added":["api-01"],"removed":["web-02"],"changed":[{"hostname":"web-01",' +
          `"old_store_path":"${NEW}","new_store_path":"${OLD}"}],"unchanged":[]}`,
      ),
    );
    expect(await told(ops.releaseDelete(id))).toEqual(nothing(204));
    expect(await told(ops.releaseDelete(id))).toEqual(text(404, expect.stringContaining('REL')));
    expect(await told(ops.releaseShow(id))).toEqual(text(404, expect.stringContaining('REL')));
  });

  test('deploys, follows, cancels and deletes a rollout', async () => {
    const { told, parsed, ask } = await aPlane();
    const release = await aRelease(parsed);
    const created = await ask(ops.deploy(release, 'all_at_once', '{"hosts":["web-01"]}'));
    expect(seen(created)).toEqual(
      json(
        201,
        '{"rollout_id":"R","batches":[{"batch_index":0,"machine_ids":["web-01"],"status":"pending"}],' +
          '"total_machines":1,"skipped":[],"superseded":[]}',
      ),
    );
    const { rollout_id: id } = JSON.parse(created.body) as { rollout_id: string };
    const again = await told(ops.deploy(release, 'canary', '{"hosts":["web-01","web-02"]}'));
    expect(again).toEqual(text(409, expect.stringMatching(/web-01.*R/)));
    expect(await told(ops.deploy('rel-none', 'canary', '{"hosts":["web-01"]}'))).toEqual(
      text(404, expect.stringContaining('rel-none')),
    );
    expect(await told(ops.deploy(release, 'canary', '{"tags":["none"]}'))).toEqual(text(400, expect.any(String)));
    expect(await told(ops.rolloutDelete(id))).toEqual(text(409, expect.stringContaining('running')));
    expect(await told(ops.rolloutResume(id))).toEqual(text(409, expect.stringContaining('running')));
    expect(await told(ops.releaseDelete(release))).toEqual(text(409, expect.stringContaining('still referenced')));
    expect(await told(ops.rolloutCancel(id))).toEqual(nothing(200));
    expect(await told(ops.rolloutCancel(id))).toEqual(text(409, expect.stringContaining('cancelled')));
    const [listed] = await parsed<{ status: string; events: unknown[] }[]>(ops.rolloutList('?status=cancelled'));
    expect(listed).toMatchObject({ status: 'cancelled', events: [] });
    expect(await told(ops.rolloutList('?status=running'))).toEqual(json(200, '[]'));
    expect(await told(ops.rolloutDelete(id))).toEqual(nothing(204));
    expect(await told(ops.rolloutDelete(id))).toEqual(text(404, expect.stringContaining('R')));
    expect(await told(ops.rolloutStatus(id))).toEqual(text(404, expect.stringContaining('R')));
    expect(await told(ops.rolloutList())).toEqual(json(200, '[]'));
    expect(await told(ops.releaseDelete(release))).toEqual(nothing(204));
  });
});

describe('v0.1.1 agents', () => {
  test('take a canary rollout through a rollback, a pause and a resume to its end', async () => {
    const { plane, told, parsed } = await aPlane();
    for (const id of ['web-01', 'web-02']) {
      expect(await told(agent.asks(id))).toEqual(nothing(404));
      const alive = { running: OLD, message: 'health-check', health: HEALTH.passed };
      expect(await told(agent.reports(id, alive))).toEqual(nothing(200));
    }
    expect(await told(ops.machines)).toEqual(json(200, `[${machine('web-01')},${machine('web-02')}]`));

    const release = await aRelease(parsed);
    const plan = await parsed<{ rollout_id: string; batches: { machine_ids: [string] }[] }>(
      ops.deploy(release, 'canary', '{"tags":["web"]}'),
    );
    const id = plan.rollout_id;
    const [canary = '', other = ''] = plan.batches.map(({ machine_ids }) => machine_ids[0]);
    await until(plane, id, 'batch', 'waiting_health 0');
    const wanted = (attempt: string) =>
      `{"hash":"${NEW}","cache_url":"http://cache:5000","poll_hint":5,"assignment":"R:${attempt}"}`;
    expect(await told(agent.asks(canary))).toEqual(json(200, wanted('0:1')));
    expect(await told(agent.asks(other))).toEqual(nothing(404));
    expect(await told(agent.reports(canary, { running: OLD, message: 'applying' }))).toEqual(nothing(200));
    expect(await told(agent.reports(canary, { running: NEW, message: 'deployed' }))).toEqual(nothing(200));
    expect(await told(agent.reports(canary, { running: NEW, message: 'up-to-date' }))).toEqual(nothing(200));
    // Only a health report on the new path passes the gate.
    expect(await parsed(ops.rolloutStatus(id))).toMatchObject({ batches: [{ status: 'waiting_health' }, {}] });
    await told(agent.reports(canary, { running: NEW, message: 'health-check', health: HEALTH.passed }));

    await until(plane, id, 'batch', 'waiting_health 1');
    expect(await told(agent.asks(other))).toEqual(json(200, wanted('1:1')));
    await told(agent.reports(other, { running: OLD, message: 'applying' }));
    // An old path that is unwell is not the rollout's failure.
    await told(agent.reports(other, { running: OLD, message: 'health-check', success: false, health: HEALTH.failed }));
    expect(await parsed(ops.rolloutStatus(id))).toMatchObject({ status: 'running' });
    const why = 'rolled back: health check failed: FAIL: nginx.service (6ms): unit state: failed';
    await told(agent.reports(other, { running: OLD, message: why, success: false }));
    await until(plane, id, 'status', 'paused');
    expect(await told(agent.asks(other))).toEqual(json(200, wanted('1:1')));
    expect(await told(ops.rolloutStatus(id))).toEqual(json(200, aPausedRollout({ canary, other, why, OLD, NEW })));

    expect(await told(ops.rolloutResume(id))).toEqual(nothing(200));
    await until(plane, id, 'batch', 'waiting_health 1');
    expect(await told(agent.asks(other))).toEqual(json(200, wanted('1:2')));
    await told(agent.reports(other, { running: OLD, message: 'applying' }));
    await told(agent.reports(other, { running: NEW, message: 'deployed' }));
    await told(agent.reports(other, { running: NEW, message: 'health-check', health: HEALTH.passed }));
    await until(plane, id, 'status', 'completed');
    const done = `{"hash":"${NEW}","cache_url":"http://cache:5000","poll_hint":null,"assignment":"R:1:2"}`;
    expect(await told(agent.asks(other))).toEqual(json(200, done));
    const inSync = { current_generation: NEW, desired_generation: NEW };
    expect(await told(ops.machines)).toEqual(json(200, `[${machine('web-01', inSync)},${machine('web-02', inSync)}]`));
  });

  test('may send what a command wrote, whole', async () => {
    const { plane, told } = await aPlane();
    const message = 'é'.repeat(100_000);
    const health = `{"results":[{"status":"fail","check_name":"http://${'x'.repeat(600)}","duration_ms":1,"message":"${message}"}],"all_passed":false,"timestamp":"2026-05-02T08:16:30Z"}`;
    const said = agent.reports('web-01', { running: OLD, message: 'health-check', success: false, health });
    expect(await told(said)).toEqual(nothing(200));
    const kept = plane.db.prepare<[], { length: number }>('SELECT length(results) AS length FROM health_reports').get();
    expect(kept?.length).toBeLessThan(5_000);
  });

  test('with a clock beyond the years that have four digits do not spoil the list for others', async () => {
    const { told } = await aPlane();
    const at = '9999-12-31T23:59:59-05:00';
    expect(await told(agent.reports('web-01', { running: OLD, message: 'up-to-date', at }))).toEqual(nothing(200));
    expect(await told(ops.machines)).toEqual(json(200, `[${machine('web-01', { last_report: null })}]`));
  });
});
