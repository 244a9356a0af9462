import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { program } from '../support/checkout.ts';
import { startProgram } from '../support/processes.ts';
import { median } from './median.ts';
import type { Workshop } from './workshop.ts';

const RUNS = 7;

/** Ms from the start of an agent's program to its first question to the control plane: the median of a few starts. */
export async function firstPoll({ folder, env, signal }: Workshop): Promise<number> {
  const plane = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await once(plane, 'listening');
  const { port } = plane.address() as AddressInfo;
  const where = ['--control-plane-url', `http://127.0.0.1:${port}`, '--allow-insecure', '--machine-id', 'idle-01'];
  const took: number[] = [];
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const argv = [...program('nixfleet-agent'), ...where, '--root', join(folder, `started-${run}`)] as const;
      const asked = questionTo(plane, signal);
      const startedAt = performance.now();
      const agent = await startProgram('the agent', { argv, env }, join(folder, 'first-poll.log'));
      try {
        await asked;
        took.push(performance.now() - startedAt);
      } finally {
        await agent.stop();
      }
    }
  } finally {
    plane.closeAllConnections();
    plane.close();
  }
  return median(took);
}

/** The first that is asked of the machine's wanted generation: a link may be asked for before. */
async function questionTo(plane: ReturnType<typeof createServer>, signal: AbortSignal): Promise<void> {
  for (;;) {
    const [request] = (await once(plane, 'request', { signal })) as [{ url?: string }];
    if (request.url?.endsWith('/desired-generation')) return;
  }
}
