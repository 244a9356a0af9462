import { atMost, type Bench, beside } from './figure.ts';
import { load } from './load-order.ts';
import { machineNames } from './load-report.ts';
import { releaseBody } from './release-body.ts';
import type { Measured } from './workshop.ts';

const MACHINES = 10_000;
const ROLLOUTS = 100;
const EACH = MACHINES / ROLLOUTS;
/** Every second rollout's time runs out while nobody is there. */
const SHORT_SECONDS = 4;
const LONG_SECONDS = 3_600;
const DOWN_MS = 4_500;

/** How long a control plane that was killed in the middle of everything takes until it answers again. */
export const restart: Bench = {
  name: 'restart',
  says: `a killed control plane with ${MACHINES.toLocaleString('en')} machines in ${ROLLOUTS} running rollouts starts again`,
  async measure(workshop) {
    const plane = await workshop.controlPlane('restart');
    await load({ port: Number(new URL(plane.url).port), machines: MACHINES, kind: 'applying' }, workshop.signal);
    await startRollouts(plane);
    await plane.controlPlane.kill();
    await new Promise((resolve) => setTimeout(resolve, DOWN_MS));
    const begin = performance.now();
    await plane.controlPlane.start();
    const { status } = await fetch(`${plane.url}/ready`);
    const readyMs = performance.now() - begin;
    if (status !== 200) throw new Error(`/ready says ${status} once requests are answered`);
    const handledMs = await overdueHandled(plane, workshop.signal);
    return [
      atMost('restart, until /ready says 200', readyMs / 1000, { bound: 2, unit: ' s', digits: 2 }),
      beside(`  until ${ROLLOUTS / 2} overdue rollouts are paused`, (readyMs + handledMs) / 1000, {
        unit: ' s',
        digits: 2,
      }),
    ];
  },
};

async function startRollouts({ client }: Measured): Promise<void> {
  const names = machineNames(MACHINES);
  const { id } = await client.createRelease({ body: releaseBody(names, 1) });
  for (let index = 0; index < ROLLOUTS; index += 1) {
    await client.createRollout({
      body: {
        release_id: id,
        target: { hosts: names.slice(index * EACH, (index + 1) * EACH) },
        strategy: 'all_at_once',
        failure_threshold: '0',
        on_failure: 'pause',
        health_timeout: index % 2 === 0 ? SHORT_SECONDS : LONG_SECONDS,
      },
    });
  }
}

async function overdueHandled({ client }: Measured, signal: AbortSignal): Promise<number> {
  const begin = performance.now();
  while (!signal.aborted) {
    const paused = await client.listRollouts({ query: { status: 'paused' } });
    if (paused.length === ROLLOUTS / 2) return performance.now() - begin;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw signal.reason;
}
