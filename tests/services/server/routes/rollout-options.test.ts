import { describe, expect, test } from 'vitest';
import type { FeedRow } from '../../../../machines/model/feed.ts';
import { BEFORE, HOSTS, reported, WANTED, WELL } from '../../../support/a-served-rollout.ts';
import type { ServedPlane } from '../../../support/a-server.ts';
import { until } from '../../../support/until.ts';
import { APlannedFleet, refusal } from './a-planned-fleet.ts';

const [FIRST, SECOND] = HOSTS;
const NEXT = '/nix/store/c-web';
const HEALTHY = { current_generation: WANTED, health: WELL };
const ROLLED_BACK = { current_generation: BEFORE, success: false, message: 'rolled back: nginx: inactive' };

const isSo = (plane: ServedPlane, id: string, word: string) =>
  until(plane, `SELECT coalesce(phase, status) = '${word}' FROM rollouts WHERE id = '${id}'`);
const isTold = (plane: ServedPlane, id: string, machine: string) =>
  until(
    plane,
    `SELECT started_at IS NOT NULL FROM rollout_machines WHERE rollout_id = '${id}' AND machine_id = '${machine}'`,
  );
const verdictIs = (plane: ServedPlane, machine: string, verdict: string) =>
  until(plane, `SELECT max(verdict = '${verdict}') FROM rollout_machines WHERE machine_id = '${machine}'`);

/** A rollout of which one machine has failed, so that it is paused; the fleet, and its id. */
async function aFailure() {
  const fleet = await APlannedFleet.of(HOSTS);
  const { rollout_id: failed } = await fleet.created(fleet.order([FIRST]));
  await isTold(fleet.plane, failed, FIRST);
  await reported(fleet.plane, FIRST, ROLLED_BACK);
  await isSo(fleet.plane, failed, 'paused');
  return { fleet, failed };
}

/** The same, and then given up. */
async function anEndedFailure() {
  const { fleet, failed } = await aFailure();
  await fleet.plane.ask('POST', `/api/v1/rollouts/${failed}/cancel`);
  return { fleet, failed };
}

function rowsOf({ plane }: APlannedFleet, rollout: string): Pick<FeedRow, 'type' | 'actor' | 'detail'>[] {
  const rows = plane.db
    .prepare<[string], { type: string; actor: string; detail: string }>(
      'SELECT type, actor, detail FROM events WHERE rollout_id = ? ORDER BY seq',
    )
    .all(rollout);
  return rows.map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) as Record<string, unknown> }));
}

describe('a rollout whose machines are taken', () => {
  test('is refused with who has them and what to do', async () => {
    const fleet = await APlannedFleet.of(HOSTS);
    const { rollout_id } = await fleet.created(fleet.order([FIRST, SECOND]));
    const [status, said] = await refusal(await fleet.create(fleet.order(HOSTS)));
    expect(status).toBe(409);
    expect(said).toContain(`machine ${FIRST} is in the active rollout ${rollout_id} (and 1 more`);
    expect(said).toContain('wait for it, cancel it, or supersede it');
  });

  test('takes the place of the others when it may, in one step', async () => {
    const fleet = await APlannedFleet.of(HOSTS);
    const { rollout_id: older } = await fleet.created(fleet.order([FIRST]));
    const { rollout_id: other } = await fleet.created(fleet.order([SECOND]));
    const created = await fleet.created(fleet.order(HOSTS, { supersede: true }));
    expect(created.superseded?.toSorted()).toEqual([older, other].toSorted());
    for (const id of [older, other]) {
      expect((await fleet.detail(id)).status).toBe('cancelled');
      expect(rowsOf(fleet, id).findLast(({ type }) => type === 'status_change')).toMatchObject({
        actor: 'apikey:test-admin',
        detail: { to: 'cancelled', superseded_by: created.rollout_id },
      });
    }
    const sql = `SELECT detail FROM audit_entries WHERE action = 'rollout.cancelled' AND target = ?`;
    expect(fleet.plane.db.prepare(sql).pluck().get(older)).toBe(`superseded by ${created.rollout_id}`);
  });

  test('that may supersede and need not, says that it has not', async () => {
    const fleet = await APlannedFleet.of(HOSTS);
    const { rollout_id: older } = await fleet.created(fleet.order([FIRST]));
    expect(await fleet.created(fleet.order([SECOND], { supersede: true }))).toMatchObject({ superseded: [] });
    expect((await fleet.detail(older)).status).toBe('running');
  });

  test('cancels nobody when it is refused for something else', async () => {
    const fleet = await APlannedFleet.of(HOSTS);
    const { rollout_id: older } = await fleet.created(fleet.order([FIRST]));
    expect((await fleet.create(fleet.order(HOSTS, { supersede: true, success_threshold: 'all' }))).status).toBe(400);
    expect((await fleet.detail(older)).status).toBe('running');
  });

  test('supersedes once when it comes twice with one Idempotency-Key', async () => {
    const fleet = await APlannedFleet.of(HOSTS);
    await fleet.created(fleet.order([FIRST]));
    const order = fleet.order(HOSTS, { supersede: true });
    const headers = { 'idempotency-key': 'k-1' };
    const first = await fleet.create(order, { headers });
    const again = await fleet.create(order, { headers });
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true']);
    expect(await again.text()).toBe(await first.text());
    expect(fleet.plane.db.prepare('SELECT count(*) FROM rollouts').pluck().get()).toBe(2);
  });
});

describe('a path that has failed on a machine', () => {
  test('is not sent there again, and the answer says why and how it is', async () => {
    const { fleet, failed } = await anEndedFailure();
    const reason = expect.stringMatching(
      new RegExp(
        `^the same path failed on it in rollout ${failed} \\(.*nginx: inactive.*\\); send it again with --retry$`,
      ),
    );
    const plan = await fleet.planned(fleet.order(HOSTS));
    expect(plan).toMatchObject({ total_machines: 2, skipped: [{ machine_id: FIRST, reason }] });
    expect(await fleet.created(fleet.order(HOSTS))).toMatchObject({ skipped: plan.skipped, total_machines: 2 });
  });

  test('leaves nothing to do when it is the only machine', async () => {
    const { fleet } = await anEndedFailure();
    expect(await refusal(await fleet.create(fleet.order([FIRST])))).toEqual([
      400,
      expect.stringContaining('send it again with --retry'),
    ]);
  });

  test('is sent there when a retry is asked for', async () => {
    const { fleet } = await anEndedFailure();
    const order = fleet.order(HOSTS, { retry: true });
    expect(await fleet.planned(order)).toMatchObject({ total_machines: 3, skipped: [] });
    const { rollout_id } = await fleet.created(order);
    await isTold(fleet.plane, rollout_id, FIRST);
  });

  test('stands in the way of no other path', async () => {
    const { fleet } = await anEndedFailure();
    const release_id = await fleet.nextRelease(HOSTS, NEXT);
    expect(await fleet.planned(fleet.order(HOSTS, { release_id }))).toMatchObject({ skipped: [] });
  });

  test('is forgotten when it was healthy there after all', async () => {
    const { fleet, failed } = await aFailure();
    await fleet.plane.ask('POST', `/api/v1/rollouts/${failed}/resume`);
    await until(fleet.plane, 'SELECT attempt = 2 FROM rollout_machines');
    await reported(fleet.plane, FIRST, HEALTHY);
    await isSo(fleet.plane, failed, 'completed');
    expect(await fleet.planned(fleet.order(HOSTS))).toMatchObject({ total_machines: 3, skipped: [] });
  });

  test('is forgotten when the machine is told to forget what it should run', async () => {
    const { fleet } = await anEndedFailure();
    await fleet.plane.ask('DELETE', `/api/v1/machines/${FIRST}/desired-generation`);
    expect(await fleet.planned(fleet.order(HOSTS))).toMatchObject({ skipped: [] });
  });
});

describe('a rollout with gates', () => {
  test('shows a machine that soaks as pending to old clients, and as what it is to others', async () => {
    const fleet = await APlannedFleet.of(HOSTS);
    const { rollout_id: id } = await fleet.created(fleet.order([FIRST], { soak_seconds: 3600 }));
    await isTold(fleet.plane, id, FIRST);
    await reported(fleet.plane, FIRST, HEALTHY);
    await verdictIs(fleet.plane, FIRST, 'soaking');
    const { batches, machines } = await fleet.detail(id);
    expect(batches[0]).toMatchObject({ status: 'waiting_health', machine_health: { [FIRST]: 'pending' } });
    expect(machines?.[0]).toMatchObject({ verdict: 'soaking' });
    const why = await fleet.plane.ask('GET', `/api/v1/rollouts/${id}/why/${FIRST}`);
    expect(await why.json()).toMatchObject({
      ...{ verdict: 'soaking', code: 'soaking', what: 'health', whom: `machine:${FIRST}` },
      sentence: expect.stringMatching(/^healthy, and soaking: \d+ min left$/),
    });
  });

  test('fails as soon as as many successes as it wants cannot be had', async () => {
    const fleet = await APlannedFleet.of(HOSTS);
    const gates = { success_threshold: '100%', failure_threshold: '100%' };
    const { rollout_id: id } = await fleet.created(fleet.order(HOSTS, gates));
    await isTold(fleet.plane, id, FIRST);
    await reported(fleet.plane, FIRST, ROLLED_BACK);
    await isSo(fleet.plane, id, 'paused');
    const { batches, reason } = await fleet.detail(id);
    expect(batches[0]).toMatchObject({ status: 'failed' });
    expect(reason).toContain(FIRST);
  });
});

describe('a rollout that takes back what it did', () => {
  /** Two batches of one; the first has succeeded, the second has failed, and its machine was told to go back. */
  async function aRevert() {
    const fleet = await APlannedFleet.of([FIRST, SECOND]);
    const order = fleet.order([FIRST, SECOND], { strategy: 'canary', on_failure: 'revert' });
    const { rollout_id: id, batches } = await fleet.created(order);
    const [good = '', bad = ''] = batches.map(({ machine_ids }) => machine_ids[0] ?? '');
    await isTold(fleet.plane, id, good);
    await reported(fleet.plane, good, HEALTHY);
    await isTold(fleet.plane, id, bad);
    await reported(fleet.plane, bad, ROLLED_BACK);
    await verdictIs(fleet.plane, bad, 'reverting');
    return { fleet, id, good, bad };
  }

  const cancel = ({ plane }: APlannedFleet, id: string, headers: Record<string, string> = {}) =>
    plane.ask('POST', `/api/v1/rollouts/${id}/cancel`, { role: 'deploy', headers });

  test('stops when it is cancelled: who was not told keeps what it runs', async () => {
    const { fleet, id, good } = await aRevert();
    expect(await refusal(await cancel(fleet, id))).toEqual([200, '']);
    await isSo(fleet.plane, id, 'revert_incomplete');
    expect(await fleet.detail(id)).toMatchObject({ status: 'failed', phase: 'revert_incomplete' });
    expect(rowsOf(fleet, id).slice(-2)).toMatchObject([
      { type: 'revert_stopped', actor: 'apikey:test-deploy' },
      { type: 'revert_completed' },
    ]);
    const wanted = await fleet.plane.ask('GET', `/api/v1/machines/${good}/desired-generation`, { role: null });
    expect(await wanted.json()).toMatchObject({ hash: WANTED });
  });

  test('is cancelled once, and with an Idempotency-Key as often as is asked', async () => {
    const { fleet, id } = await aRevert();
    const headers = { 'idempotency-key': 'k-1' };
    expect([(await cancel(fleet, id, headers)).status, (await cancel(fleet, id, headers)).status]).toEqual([200, 200]);
    expect(await refusal(await cancel(fleet, id))).toEqual([409, expect.stringContaining('is failed')]);
  });

  test('can be deleted only when it has ended', async () => {
    const { fleet, id } = await aRevert();
    const remove = () => fleet.plane.ask('DELETE', `/api/v1/rollouts/${id}`);
    expect((await remove()).status).toBe(409);
    await cancel(fleet, id);
    await isSo(fleet.plane, id, 'revert_incomplete');
    expect((await remove()).status).toBe(204);
  });

  test('leaves its machines to a newer rollout', async () => {
    const { fleet, id, bad } = await aRevert();
    const release_id = await fleet.nextRelease([FIRST, SECOND], NEXT);
    const order = fleet.order([bad], { release_id });
    expect(await fleet.planned(order)).toMatchObject({ conflicts: [] });
    await fleet.created(order);
    await until(
      fleet.plane,
      `SELECT verdict = 'superseded' FROM rollout_machines WHERE rollout_id = '${id}' AND machine_id = '${bad}'`,
    );
  });
});
