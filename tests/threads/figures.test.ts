import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Nudge } from '../../services/actors/engine.ts';
import type { ActorThreadData } from '../../services/actors/thread/protocol.ts';
import type { SupervisorParts } from '../../services/actors/thread/supervisor.ts';
import { built } from '../support/built.ts';
import { tempFolder } from '../support/temp.ts';

const { Supervisor } = await built<typeof import('../../services/actors/thread/supervisor.ts')>(
  'services/actors/thread/supervisor',
);

/** Says that it is ready, and then nothing any more but for its end. */
const SILENT = `
  const { parentPort } = require('node:worker_threads');
  parentPort.postMessage({ type: 'ready' });
  parentPort.on('message', ({ type }) => type === 'stop' && parentPort.close());
`;

const realThread = (data: ActorThreadData) =>
  new Worker(new URL('../../dist/services/actors/thread/entry.js', import.meta.url), { workerData: data });

async function anEngine(createWorker: NonNullable<SupervisorParts['createWorker']> = realThread) {
  const workers: Worker[] = [];
  const engine = await Supervisor.start({
    dbPath: join(tempFolder(), 'state.db'),
    log: () => undefined,
    createWorker(data) {
      const worker = createWorker(data);
      workers.push(worker);
      return worker;
    },
  });
  onTestFinished(() => engine.stop());
  return { engine, kill: () => workers.at(-1)?.terminate() };
}

describe('the figures of the actor thread', () => {
  test('come from its shard', async () => {
    const { engine } = await anEngine();
    await engine.request('bootstrap', { name: 'ops' });
    const { actors, restarts } = await engine.figures();
    expect(actors?.commits.sum).toBeGreaterThan(0);
    expect(actors?.lag).toEqual({ mean: expect.any(Number), max: expect.any(Number) });
    expect(restarts).toBe(0);
  });

  test('are missing while it is restarted, which is counted', async () => {
    const { engine, kill } = await anEngine();
    const restored = new Promise<void>((resolve) => engine.onCommit(({ hasGap }: Nudge) => hasGap && resolve()));
    await kill();
    expect(await engine.figures()).toMatchObject({ actors: null, silentSeconds: expect.any(Number) });
    await restored;
    expect(await engine.figures()).toMatchObject({ actors: { quarantined: 0 }, restarts: 1 });
  });

  test('are not waited for when it hangs: it says for how long it has said nothing', async () => {
    const { engine } = await anEngine(() => new Worker(SILENT, { eval: true }));
    const [one, other] = await Promise.all([engine.figures(), engine.figures()]);
    expect([one.actors, other.actors]).toEqual([null, null]);
    expect(one.silentSeconds).toBeGreaterThan(0);
  });
});

describe('a question that cannot be passed to the thread', () => {
  test('fails alone', async () => {
    const { engine } = await anEngine();
    const bad = engine.request('bootstrap', { name: (() => 'ops') as never }).catch((error: Error) => error.name);
    const entry = { hostname: 'web-01', store_path: '/nix/store/a', platform: 'x86_64-linux', tags: [] };
    const good = engine.request('createRelease', { release: { entries: [entry] }, actor: 'a' });
    expect(await bad).toBe('DataCloneError');
    expect(await good).toMatchObject({ host_count: 1 });
    await expect(engine.request('bootstrap', { name: 'ops' })).resolves.toMatchObject({ name: 'ops' });
  });
});
