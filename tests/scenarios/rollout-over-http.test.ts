import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FeedFrame } from '../../machines/model/feed.ts';
import { type Client, createClient } from '../../services/api/client.ts';
import { followFeed } from '../../services/api/feed.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { tempFolder } from '../support/temp.ts';

const HOSTS = ['web-01', 'web-02', 'web-03'];

/** The program with its first key, and the client of who made it. */
async function aFleet() {
  const folder = tempFolder();
  const plane = await new ControlPlane(folder, { PATH: process.env['PATH'] }, join(folder, 'log')).start();
  onTestFinished(() => plane.kill());
  const { key: apiKey } = await createClient({ url: plane.url }).bootstrap({ body: { name: 'ops' } });
  const client = createClient({ url: plane.url, apiKey });
  onTestFinished(() => client.close());
  for (const host of HOSTS) await says(client, host, '/nix/store/a');
  return { plane, client, apiKey };
}

/** What an agent reports about the path it runs. */
const says = (client: Client, id: string, path: string, isHealthy = true) => {
  const timestamp = '2026-04-20T09:15:02Z';
  const probe = { check_name: 'nginx', duration_ms: 1 };
  const result = isHealthy
    ? ({ status: 'pass', ...probe } as const)
    : ({ status: 'fail', ...probe, message: 'inactive' } as const);
  const health = { results: [result], all_passed: isHealthy, timestamp };
  const body = {
    machine_id: id,
    current_generation: path,
    success: isHealthy,
    message: '',
    timestamp,
    tags: ['web'],
    health,
    agent_version: '',
    uptime_seconds: 1,
  };
  return client.report({ params: { id }, body });
};

/** Plays the agents of a batch that has started: each asks what to run, and reports on that. */
async function play(client: Client, rolloutId: string, batch: number, isHealthy = true): Promise<void> {
  const { batches } = await client.getRollout({ params: { id: rolloutId } });
  for (const id of batches[batch]?.machine_ids ?? []) {
    const { hash } = await client.desiredGeneration({ params: { id } });
    await says(client, id, hash, isHealthy);
  }
}

async function deploy(client: Client, batch_sizes: string[]): Promise<string> {
  const entries = HOSTS.map((hostname) => ({
    hostname,
    store_path: `/nix/store/b-${hostname}`,
    platform: 'x86_64-linux',
    tags: [],
  }));
  const { id: release_id } = await client.createRelease({ body: { entries } });
  const order = { strategy: 'staged', failure_threshold: '0', on_failure: 'pause' } as const;
  const { rollout_id } = await client.createRollout({
    body: { release_id, target: { tags: ['web'] }, batch_sizes, ...order },
  });
  return rollout_id;
}

const isEvent = (frame: FeedFrame, type: string) => frame.type === 'row' && frame.row.type === type;

describe('a rollout over HTTP', () => {
  test('goes on over a kill of the control plane, and its follower misses nothing', async () => {
    const { plane, client, apiKey } = await aFleet();
    const rolloutId = await deploy(client, ['1', '100%']);
    const frames: FeedFrame[] = [];
    let started = 0;
    for await (const frame of followFeed({ url: plane.url, apiKey, rolloutId })) {
      frames.push(frame);
      if (!isEvent(frame, 'batch_started')) continue;
      if (started === 1) {
        await plane.kill();
        await plane.start();
      }
      // Machines hear of their batch by mail, which may come after its event.
      await expect.poll(() => play(client, rolloutId, started).then(() => 'played')).toBe('played');
      started += 1;
    }
    expect(frames.at(-1)).toEqual({ type: 'end', reason: 'completed' });
    const detail = await client.getRollout({ params: { id: rolloutId } });
    expect(frames.flatMap((frame) => (frame.type === 'row' ? [frame.row.seq] : []))).toEqual(
      detail.events.map(({ id }) => id),
    );
    expect(detail.machines?.map(({ verdict }) => verdict)).toEqual(['healthy', 'healthy', 'healthy']);
    expect((await client.listMachines()).map(({ current_generation }) => current_generation)).toEqual(
      HOSTS.map((host) => `/nix/store/b-${host}`),
    );
  });

  test('pauses when its canary is unhealthy, says why, and leaves the others alone', async () => {
    const { plane, client, apiKey } = await aFleet();
    const rolloutId = await deploy(client, ['1', '100%']);
    for await (const frame of followFeed({ url: plane.url, apiKey, rolloutId })) {
      if (isEvent(frame, 'batch_started')) {
        await expect.poll(() => play(client, rolloutId, 0, false).then(() => 'played')).toBe('played');
      }
      if (isEvent(frame, 'status_change') && JSON.stringify(frame).includes('paused')) break;
    }
    const detail = await client.getRollout({ params: { id: rolloutId } });
    const [canary = ''] = detail.batches[0]?.machine_ids ?? [];
    expect(detail.status).toBe('paused');
    expect(detail.batches[0]?.machine_health).toEqual({
      [canary]: { unhealthy: expect.stringContaining('nginx: inactive') },
    });
    const untouched = (await client.listMachines()).filter(({ desired_generation }) => desired_generation === null);
    expect(untouched.length).toBe(2);
  });
});
