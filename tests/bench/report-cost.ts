import { atMost, type Bench, beside } from './figure.ts';
import { load } from './load-order.ts';
import { LOAD_TAG, machineNames } from './load-report.ts';
import { processorMs } from './processor.ts';
import { releaseBody } from './release-body.ts';
import type { Workshop } from './workshop.ts';

const FEW = 100;
const MANY = 10_000;
const TIMING = { warmUpMs: 2_000, measuredMs: 6_000 };

/** What a report costs while its machine is in an open batch, which makes every report a fact. */
export const reportCost: Bench = {
  name: 'report-cost',
  says: `processor time of a report in one open batch of ${FEW} and of ${MANY} machines`,
  async measure(workshop) {
    const few = await microseconds(workshop, FEW);
    const many = await microseconds(workshop, MANY);
    return [
      beside(`a report in a batch of ${FEW}`, few, { unit: ' us', digits: 0 }),
      beside(`a report in a batch of ${MANY.toLocaleString('en')}`, many, { unit: ' us', digits: 0 }),
      atMost('  ratio', many / few, { bound: 1.5, unit: ' x', digits: 2 }),
    ];
  },
};

async function microseconds(workshop: Workshop, machines: number): Promise<number> {
  const { url, pid, client } = await workshop.controlPlane(`batch-of-${machines}`);
  const port = Number(new URL(url).port);
  await load({ port, machines, kind: 'applying' }, workshop.signal);
  const { id } = await client.createRelease({ body: releaseBody(machineNames(machines), 1) });
  const { total_machines: total } = await client.createRollout({
    body: {
      release_id: id,
      target: { tags: [LOAD_TAG] },
      strategy: 'all_at_once',
      failure_threshold: '0',
      on_failure: 'pause',
      health_timeout: 3_600,
    },
  });
  if (total !== machines) throw new Error(`the batch has ${total} machines instead of ${machines}`);
  let before = 0;
  const { reports } = await load({ port, machines, kind: 'applying', timing: TIMING }, workshop.signal, () => {
    before = processorMs(pid);
  });
  return ((processorMs(pid) - before) * 1000) / reports;
}
