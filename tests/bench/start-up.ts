import { program } from '../support/checkout.ts';
import { runToEnd } from '../support/processes.ts';
import { atMost, type Bench, beside } from './figure.ts';
import { median } from './median.ts';

const RUNS = 15;

/** How long a person waits for the CLI, against Node itself. */
export const startUp: Bench = {
  name: 'start-up',
  says: `nixfleet --help and machines list against node -e 0, medians of ${RUNS} interleaved runs`,
  async measure(workshop) {
    const { url, apiKey } = await workshop.controlPlane('start-up');
    const env = { ...workshop.env, NIXFLEET_CONTROL_PLANE_URL: url, NIXFLEET_API_KEY: apiKey };
    const timed = async (argv: readonly [string, ...string[]]) => {
      const startedAt = performance.now();
      const { exitCode, said } = await runToEnd({ argv, env, cwd: workshop.folder }, { signal: workshop.signal });
      if (exitCode !== 0) throw new Error(`${argv.join(' ')} failed:\n${said}`);
      return performance.now() - startedAt;
    };
    const [node, help, list]: [number[], number[], number[]] = [[], [], []];
    for (let run = 0; run < RUNS; run += 1) {
      node.push(await timed([process.execPath, '-e', '0']));
      help.push(await timed([...program('nixfleet'), '--help']));
      list.push(await timed([...program('nixfleet'), 'machines', 'list']));
    }
    const base = median(node);
    return [
      beside('node -e 0', base, { unit: ' ms', digits: 0 }),
      atMost('nixfleet --help', median(help) / base, { bound: 1.35, unit: ' x', digits: 2 }),
      atMost('nixfleet machines list', median(list) / base, { bound: 2.2, unit: ' x', digits: 2 }),
    ];
  },
};
