import { followFeed } from '../../services/api/feed.ts';
import { atMost, type Bench, beside } from './figure.ts';
import { withFleet } from './link-order.ts';
import { LOAD_TAG, machineNames } from './load-report.ts';
import { median } from './median.ts';
import { releaseBody } from './release-body.ts';
import type { Measured } from './workshop.ts';

const LINKS = 1_000;
const BATCHES = ['10%', '50%', '100%'];
const ROLLOUTS = 5;
const BOUND_SECONDS = 3;

/** What the control plane itself adds to a rollout: its agents take no time. */
export const stagedRollout: Bench = {
  name: 'staged-rollout',
  says: `${LINKS.toLocaleString('en')} linked agents that apply at once, in ${BATCHES.length} batches; ${ROLLOUTS} rollouts`,
  async measure(workshop) {
    const plane = await workshop.controlPlane('staged-rollout');
    const fleet = { url: plane.url, links: LINKS, task: { does: 'apply' } } as const;
    return withFleet(workshop, fleet, async ({ reported: known }) => {
      await known;
      const seconds: number[] = [];
      for (let version = 1; version <= ROLLOUTS; version += 1) {
        seconds.push((await completedWithinMs(plane, version, workshop.signal)) / 1000);
      }
      const what = `${LINKS.toLocaleString('en')} agents, ${BATCHES.length} batches, from POST to completed`;
      const writing = { unit: ' s', digits: 2 };
      return [
        atMost(`${what}, slowest`, Math.max(...seconds), { bound: BOUND_SECONDS, ...writing }),
        beside('  median', median(seconds), writing),
      ];
    });
  },
};

async function completedWithinMs({ client, url, apiKey }: Measured, version: number, signal: AbortSignal) {
  const { id } = await client.createRelease({ body: releaseBody(machineNames(LINKS), version) });
  const begin = performance.now();
  const { rollout_id: rolloutId, total_machines: total } = await client.createRollout({
    body: {
      release_id: id,
      target: { tags: [LOAD_TAG] },
      strategy: 'staged',
      batch_sizes: BATCHES,
      failure_threshold: '0',
      on_failure: 'pause',
      health_timeout: 3_600,
    },
  });
  if (total !== LINKS) throw new Error(`the rollout has ${total} machines instead of ${LINKS}`);
  for await (const frame of followFeed({ url, apiKey, rolloutId, signal })) {
    if (frame.type !== 'row' || frame.row.type !== 'status_change') continue;
    const { to } = frame.row.detail;
    if (to === 'completed') return performance.now() - begin;
    if (to !== 'running') throw new Error(frame.row.message);
  }
  throw new Error('the feed ended before the rollout was completed');
}
