import type { Nudge } from '../../services/actors/engine.ts';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../services/actors/engine.ts';
import type { SupervisorParts } from '../../services/actors/thread/supervisor.ts';
import { built } from '../support/built.ts';
import { tempFolder } from '../support/temp.ts';

const { Supervisor } = await built<typeof import('../../services/actors/thread/supervisor.ts')>(
  'services/actors/thread/supervisor',
);

const engines: Engine[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
});

/** A control plane's actors in a thread of their own, and the thread itself. */
async function aThread(path = join(tempFolder(), 'state.db')) {
  const workers: Worker[] = [];
  const createWorker: SupervisorParts['createWorker'] = (workerData) => {
    const worker = new Worker(new URL('../../dist/services/actors/thread/entry.js', import.meta.url), {
      workerData,
    });
    workers.push(worker);
    return worker;
  };
  const engine = await Supervisor.start({ dbPath: path, log: () => undefined, createWorker });
  engines.push(engine);
  return { engine, path, kill: () => workers.at(-1)?.terminate() };
}

describe('the actor thread', () => {
  test('answers what the shard answers, refusals with their kind', async () => {
    const { engine } = await aThread();
    const key = await engine.request('bootstrap', { name: 'ops' });
    expect(key).toMatchObject({ name: 'ops', role: 'admin', key: expect.stringMatching(/^nfk-[0-9a-f]{64}$/) });
    await expect(engine.request('bootstrap', { name: 'ops' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('tells of each commit', async () => {
    const { engine } = await aThread();
    const committed = new Promise<Nudge>((resolve) => engine.onCommit(resolve));
    await engine.request('bootstrap', { name: '' });
    await committed;
  });

  test('that dies fails what it was asked, is started again, and has lost nothing', async () => {
    const { engine, kill } = await aThread();
    await engine.request('bootstrap', { name: 'ops' });
    const release = { entries: [] };
    const pending = engine
      .request('createRelease', { release, actor: 'a' })
      .catch(({ code }: { code: string }) => code);
    await kill();
    expect(await pending).toBe('UNAVAILABLE');
    expect(engine.isReady()).toBe(false);
    const restored = new Promise<Nudge>((resolve) => engine.onCommit(resolve));
    await restored;
    await expect(engine.request('bootstrap', { name: 'ops' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('that was started again says that commits may have gone untold', async () => {
    const { engine, kill } = await aThread();
    const gap = new Promise<void>((resolve) => engine.onCommit(({ hasGap }) => hasGap && resolve()));
    await kill();
    await gap;
    expect(engine.isReady()).toBe(true);
  });

  test('finishes what it was asked before it stops', async () => {
    const { engine } = await aThread();
    const asked = engine.request('bootstrap', { name: 'ops' });
    await engine.stop();
    await expect(asked).resolves.toMatchObject({ name: 'ops' });
  });

  test('stops while a rollout waits for a deadline that is far away', async () => {
    const { engine } = await aThread();
    const entries = [{ hostname: 'web-01', store_path: '/nix/store/a', platform: 'x86_64-linux', tags: [] }];
    const { id: release_id } = await engine.request('createRelease', { release: { entries }, actor: 'a' });
    const order = {
      strategy: 'all_at_once',
      failure_threshold: '0',
      on_failure: 'pause',
      health_timeout: 3600,
    } as const;
    const target = { hosts: ['web-01'] };
    await engine.request('createRollout', { rollout: { release_id, target, ...order }, actor: 'a' });
    await engine.stop();
    expect(engine.isReady()).toBe(false);
  });

  test('lets go of the database when it stops', async () => {
    const { engine, path } = await aThread();
    await engine.stop();
    const again = await aThread(path);
    expect(again.engine.isReady()).toBe(true);
  });

  test('refuses a database that another process is using', async () => {
    const { path } = await aThread();
    await expect(Supervisor.start({ dbPath: path, log: () => undefined })).rejects.toThrow(
      'another control plane is using',
    );
  });
});
