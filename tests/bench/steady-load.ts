import { LoadConnection } from './load-connection.ts';
import { requestsOf } from './load-report.ts';
import type { SteadyNews, SteadyOrder, SteadySample } from './steady-order.ts';

/*
 * A load that is the same before something happens and while it happens: a program of its own that gets its order as
 * JSON in its argument, reports until it is told to stop, and then tells over its IPC channel how long each answer took.
 */

const { port, from, machines, everyMs } = JSON.parse(process.argv[2] ?? '') as SteadyOrder;
const samples: SteadySample[] = [];
let isStopping = false;
let known = 0;
process.on('message', () => (isStopping = true));
process.on('disconnect', () => process.exit());
const begin = performance.now();
const machinesOf = Array.from({ length: machines }, (_, index) => reporting(index));
await Promise.all(machinesOf.map(({ ended }) => ended));
await tell({ type: 'ended', samples });
process.exit();

/**
 * One machine on its connection. A report that was due while the one before was not answered is late by the control
 * plane's doing, and that counts; that a timer of ours is late does not.
 */
function reporting(index: number): LoadConnection {
  const requests = requestsOf('routine', from + index);
  let turn = 0;
  let due = begin + (index * everyMs) / machines;
  let freeAt = 0;
  return new LoadConnection({
    port,
    isSecure: false,
    next: () => (isStopping ? undefined : requests[turn % 2 === 0 ? 0 : 1]),
    answered(ms) {
      // The first one makes the machine known.
      if (turn === 0) noteKnown();
      else samples.push([performance.timeOrigin + due, ms + Math.max(0, freeAt - due)]);
      turn += 1;
      due += everyMs;
      freeAt = performance.now();
    },
    restMs: () => due - performance.now(),
  });
}

function noteKnown(): void {
  known += 1;
  if (known === machines) void tell({ type: 'steady' });
}

async function tell(news: SteadyNews): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.send?.(news, undefined, {}, (error) => (error ? reject(error) : resolve()));
  });
}
