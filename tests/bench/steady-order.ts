import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Who reports, and how often: each machine once `everyMs`, on a connection of its own, evenly spread. */
export interface SteadyOrder {
  readonly port: number;
  /** The first machine's number. */
  readonly from: number;
  readonly machines: number;
  readonly everyMs: number;
}

/** When a report was due, ms since the epoch, and how long its answer took from then. */
export type SteadySample = readonly [at: number, ms: number];

/** What the generator says: that every machine has reported once, or what it measured from then on. */
export type SteadyNews =
  { readonly type: 'steady' } | { readonly type: 'ended'; readonly samples: readonly SteadySample[] };

const GENERATOR = fileURLToPath(new URL('./steady-load.js', import.meta.url));

/** Has machines report all the while something else is done; what became of each report. */
export async function besideSteadyLoad(
  order: SteadyOrder,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<readonly SteadySample[]> {
  signal.throwIfAborted();
  const child = fork(GENERATOR, [JSON.stringify(order)], { signal, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const closed = once(child, 'close');
  const ended = closed.then(() => {
    throw new Error('the steady load ended too early');
  });
  // It ends one day, when nobody listens any more.
  ended.catch(() => undefined);
  const news = <Type extends SteadyNews['type']>(type: Type) =>
    new Promise<Extract<SteadyNews, { type: Type }>>((resolve) => {
      child.on('message', (said: SteadyNews) => {
        if (said.type === type) resolve(said as Extract<SteadyNews, { type: Type }>);
      });
    });
  const result = news('ended');
  try {
    await Promise.race([news('steady'), ended]);
    await Promise.race([work(), ended]);
    child.send('stop');
    return (await Promise.race([result, ended])).samples;
  } finally {
    child.kill();
    await closed.catch(() => undefined);
  }
}
