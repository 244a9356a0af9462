import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { program } from '../support/checkout.ts';
import { atMost, type Bench } from './figure.ts';
import { firstPoll } from './first-poll.ts';
import { processorMs, residentMb } from './processor.ts';

/** V8 tidies up once, some seconds after the start. */
const SETTLING_MS = 30_000;
/** One poll and one health check are in it. */
const WATCHED_MS = 60_000;

/** An agent with nothing to do, on the intervals that it has unless told otherwise. */
export const idleAgent: Bench = {
  name: 'idle-agent',
  says: 'memory and processor time of an agent with nothing to do, and how soon it asks after its start',
  async measure(workshop) {
    const { url } = await workshop.controlPlane('idle-agent');
    const root = join(workshop.folder, 'machine');
    const healthFile = join(workshop.folder, 'health-checks.json');
    writeFileSync(healthFile, JSON.stringify({ command: [{ name: 'true', command: 'true' }] }));
    const flags = ['--control-plane-url', url, '--machine-id', 'idle-01', '--root', root, '--allow-insecure'];
    const files = ['--db-path', join(workshop.folder, 'agent.db'), '--health-config', healthFile];
    const { pid } = await workshop.program('agent', {
      argv: [...program('nixfleet-agent'), ...flags, ...files],
      env: workshop.env,
    });
    await pause(SETTLING_MS, undefined, { signal: workshop.signal });
    const before = processorMs(pid);
    await pause(WATCHED_MS, undefined, { signal: workshop.signal });
    const idle = [
      atMost('idle agent, resident memory', residentMb(pid), { bound: 110, unit: ' MB', digits: 0 }),
      atMost('idle agent, share of a core', ((processorMs(pid) - before) * 100) / WATCHED_MS, {
        bound: 0.1,
        unit: ' %',
        digits: 2,
      }),
    ];
    const polls = atMost('agent, start to first poll', await firstPoll(workshop), {
      bound: 1_000,
      unit: ' ms',
      digits: 0,
    });
    return [...idle, polls];
  },
};
