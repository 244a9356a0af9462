import { PATIENCE, StagedControlPlane, pathOf } from './staged-control-plane.ts';

/** What happens to a machine after the story of its name was told: its snapshot is wanted in each of these. */
const LIVES = ['active', 'maintenance', 'decommissioned'] as const;

const hostsOf = (name: string): string[] => LIVES.map((life) => `${name}-${life}`);

/** Tells stories until there is an actor in every state that can be stored; what is under way at the end is left so. */
export async function tellStories(plane: StagedControlPlane): Promise<void> {
  await plane.start();
  await outsideOfRollouts(plane);
  await endedWell(plane);
  await endedBadly(plane);
  await pausedByOperators(plane);
  await leftAlone(plane);
  await takenBack(plane);
  await notBegun(plane);
  await underWay(plane);
  plane.stop();
}

async function outsideOfRollouts(plane: StagedControlPlane): Promise<void> {
  for (const lifecycle of ['pending', 'provisioning']) {
    await plane.register(lifecycle, lifecycle);
    await plane.clearDesired(lifecycle);
    await plane.register(`${lifecycle}-told`, lifecycle);
    await plane.desire(`${lifecycle}-told`, pathOf('r1', lifecycle));
  }
  for (const name of ['unknown', 'told', 'synced']) {
    for (const host of hostsOf(name)) {
      await plane.report(host, { current_generation: pathOf('r0', host) });
      if (name === 'told') await plane.desire(host, pathOf('r1', host));
      if (name === 'synced') await plane.desire(host, pathOf('r0', host));
    }
    await age(plane, name);
  }
}

async function endedWell(plane: StagedControlPlane): Promise<void> {
  const { batches } = await plane.rollOut('healthy', hostsOf('healthy'), { strategy: 'canary' });
  for (const host of batches.flatMap(({ machine_ids }) => machine_ids)) await plane.health(host, 'r1');
  await age(plane, 'healthy');
  await plane.rollOut('drifted', hostsOf('drifted'));
  for (const host of hostsOf('drifted')) {
    await plane.health(host, 'r1');
  }
  for (const host of hostsOf('drifted')) await plane.health(host, 'r2');
  await age(plane, 'drifted');
}

async function endedBadly(plane: StagedControlPlane): Promise<void> {
  const { batches } = await plane.rollOut('paused', ['paused-1', 'paused-2', 'paused-3'], { strategy: 'canary' });
  for (const canary of batches[0]?.machine_ids ?? []) await plane.rollsBack(canary);
  for (const name of ['unhealthy', 'recovered']) {
    await plane.rollOut(name, hostsOf(name));
    for (const host of hostsOf(name)) await plane.rollsBack(host);
    if (name === 'recovered') for (const host of hostsOf(name)) await plane.health(host, 'r1');
    await age(plane, name);
  }
  await plane.rollOut('overridden', hostsOf('overridden'), { failure_threshold: '100%' });
  for (const host of hostsOf('overridden')) await plane.desire(host, pathOf('r2', host));
  await age(plane, 'overridden');
  await plane.rollOut('cleared', hostsOf('cleared'), { failure_threshold: '100%' });
  for (const host of hostsOf('cleared')) await plane.clearDesired(host);
  await age(plane, 'cleared');
}

/** Of one the batch at hand is under way, of the other it has succeeded. */
async function pausedByOperators(plane: StagedControlPlane): Promise<void> {
  for (const name of ['held', 'between']) {
    const hosts = [`${name}-1`, `${name}-2`, `${name}-3`];
    const { batches } = await plane.rollOut(name, hosts, { strategy: 'canary' });
    await plane.pause(name);
    if (name === 'between') for (const canary of batches[0]?.machine_ids ?? []) await plane.health(canary, 'r1');
  }
}

async function leftAlone(plane: StagedControlPlane): Promise<void> {
  const order = { strategy: 'canary' as const };
  const { batches } = await plane.rollOut('skipped', ['skipped-1', 'skipped-2', 'skipped-3', 'skipped-4'], order);
  const [[canary = ''] = [], [first = '', second = '', third = ''] = []] = batches.map((batch) => batch.machine_ids);
  await plane.move(first, 'maintenance');
  await plane.move(second, 'decommissioned');
  await plane.move(third, 'maintenance');
  await plane.health(canary, 'r1');
  await plane.move(third, 'active');
  await plane.rollOut('cancelled', [...hostsOf('closed'), 'closed-synced']);
  await plane.cancel('cancelled');
  await plane.health('closed-synced', 'r1');
  await age(plane, 'closed');
}

async function takenBack(plane: StagedControlPlane): Promise<void> {
  for (const name of ['reverting', 'reverted', 'stuck']) {
    await failLast(plane, name, hostsOf(name));
    if (name !== 'reverting') for (const host of hostsOf(name)) await plane.health(host, 'r0', name === 'reverted');
    await age(plane, name);
  }
}

/** A rollout whose last machine fails, so that those of both its batches go back. */
async function failLast(
  plane: StagedControlPlane,
  name: string,
  hosts: readonly string[],
  health_timeout?: number,
): Promise<void> {
  const timeout = health_timeout === undefined ? {} : { health_timeout };
  const order = { strategy: 'canary' as const, on_failure: 'revert' as const, ...timeout };
  const { batches } = await plane.rollOut(name, hosts, order);
  const told = batches.flatMap(({ machine_ids }) => machine_ids);
  for (const host of told.slice(0, -1)) await plane.health(host, 'r1');
  await plane.rollsBack(told.at(-1) ?? '');
}

/** An actor without a snapshot begins from its rows; mail that means nothing to it has it stored there. */
async function notBegun(plane: StagedControlPlane): Promise<void> {
  plane.clock.costMs = 5;
  await plane.rollOut('created', ['created-1', 'created-2']);
  plane.stop();
  await plane.start();
  plane.db.exec(`DELETE FROM snapshots WHERE address = 'rollout:r-created'; DELETE FROM mailbox`);
  const put = plane.db.prepare(
    `INSERT INTO mailbox (receiver, event, sender, delivery, ordinal) VALUES (?, '{"type":"nothing"}', 'rollout:r-none', ?, 0)`,
  );
  for (const [ordinal, receiver] of ['rollout:r-created', 'batch:r-created:0'].entries()) put.run(receiver, ordinal);
  plane.clock.costMs = 0;
  plane.stop();
  await plane.start();
  await plane.settle();
}

/** Time-outs pass while mail waits. */
async function underWay(plane: StagedControlPlane): Promise<void> {
  await plane.rollOut('open', hostsOf('open'));
  await age(plane, 'open');
  await plane.rollOut('timed', ['timed-1'], { progress_deadline: PATIENCE });
  await plane.rollOut('soaking', ['soaking-1', 'soaking-2'], { soak_seconds: 60 });
  for (const host of ['soaking-1', 'soaking-2']) await plane.health(host, 'r1');
  await plane.rollOut('silent', ['silent-1', 'silent-2'], { health_timeout: 10 });
  await failLast(plane, 'lost', ['lost-1', 'lost-2'], 20);
  await plane.rollOut('overdue', ['overdue-1', 'overdue-2'], { progress_deadline: 30 });
  plane.clock.costMs = 5;
  await plane.rollOut('deploying', ['deploying-1', 'deploying-2']);
  plane.clock.costMs = 3;
  await plane.step();
  await plane.step();
  plane.clock.costMs = 5;
  for (const _ of ['silent', 'lost', 'overdue']) {
    plane.clock.pass(10_000);
    await plane.step();
    await plane.step();
  }
}

/** Takes two of three machines out of service. */
async function age(plane: StagedControlPlane, name: string): Promise<void> {
  await plane.move(`${name}-maintenance`, 'maintenance');
  await plane.move(`${name}-decommissioned`, 'decommissioned');
}
