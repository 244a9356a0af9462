import { program } from '../support/checkout.ts';
import { runToEnd } from '../support/processes.ts';
import { atMost, type Bench, beside } from './figure.ts';
import { median } from './median.ts';
import type { Measured } from './workshop.ts';

const RUNS = 7;
const MACHINES = 10_000;
/** Requests that are under way at once. */
const AT_ONCE = 32;

/** How much longer a person waits for a list of a large fleet than for an empty one. */
export const longList: Bench = {
  name: 'long-list',
  says: `machines list of ${MACHINES} machines against one of none, medians of ${RUNS} runs`,
  async measure(workshop) {
    const controlPlane = await workshop.controlPlane('long-list');
    const { url, apiKey } = controlPlane;
    const env = { ...workshop.env, NIXFLEET_CONTROL_PLANE_URL: url, NIXFLEET_API_KEY: apiKey };
    const listed = async (...flags: string[]): Promise<number> => {
      const times: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const startedAt = performance.now();
        const argv = [...program('nixfleet'), 'machines', 'list', ...flags] as const;
        const { exitCode, said } = await runToEnd({ argv, env, cwd: workshop.folder }, { signal: workshop.signal });
        if (exitCode !== 0) throw new Error(`machines list failed:\n${said}`);
        times.push(performance.now() - startedAt);
      }
      return median(times);
    };
    const none = await listed();
    await register(controlPlane);
    const writing = { unit: ' ms', digits: 0 };
    return [
      beside('machines list of none', none, writing),
      atMost(`machines list of ${MACHINES}, more`, (await listed()) - none, { bound: 1000, ...writing }),
      beside(`machines list of ${MACHINES} with --json, more`, (await listed('--json')) - none, writing),
    ];
  },
};

async function register({ client }: Measured): Promise<void> {
  const left = Array.from({ length: MACHINES }, (_, number) => `web-${String(number).padStart(5, '0')}`);
  const work = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop())
      await client.registerMachine({ params: { id }, body: { lifecycle: 'active', tags: ['web', 'eu-central', id] } });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
