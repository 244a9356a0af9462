import { aReport, aServer, type ServedPlane } from './a-server.ts';
import { until } from './until.ts';

/** The machines of a served rollout, by name. */
export const HOSTS = ['web-01', 'web-02', 'web-03'] as const;
/** What all of them run before it. */
export const BEFORE = '/nix/store/a-web-01';
/** What the rollout wants. */
export const WANTED = '/nix/store/b-web';
/** Probes that have passed. */
export const WELL = { results: [], all_passed: true, timestamp: '2026-04-20T09:15:02Z' };

/** A rollout of a control plane that is served. */
export interface ServedRollout {
  readonly plane: ServedPlane;
  readonly id: string;
}

/** Starts a rollout over three machines that have reported, and waits until all of its first batch are told. */
export async function aServedRollout(fields: Record<string, unknown> = {}): Promise<ServedRollout> {
  const plane = await aServer();
  for (const host of HOSTS) await reported(plane, host);
  const entries = HOSTS.map((hostname) => ({ hostname, store_path: WANTED, platform: 'x86_64-linux' }));
  const release = await answered(plane, '/api/v1/releases', { cache_url: 'http://cache:5000', entries });
  const json = { release_id: release['id'], target: { hosts: HOSTS }, strategy: 'all_at_once', ...fields };
  const id = String((await answered(plane, '/api/v1/rollouts', json))['rollout_id']);
  await until(plane, `SELECT status = 'waiting_health' FROM rollout_batches WHERE batch_index = 0`);
  return { plane, id };
}

/** Sends a report as an agent does; throws unless it is taken. */
export async function reported(plane: ServedPlane, id: string, fields: Record<string, unknown> = {}): Promise<void> {
  const json = aReport({ machine_id: id, ...fields });
  const { status } = await plane.ask('POST', `/api/v1/machines/${id}/report`, { role: null, json });
  if (status !== 200) throw new Error(`a report of ${id} was answered ${status}`);
}

async function answered(plane: ServedPlane, path: string, json: unknown): Promise<Record<string, unknown>> {
  return (await (await plane.ask('POST', path, { json })).json()) as Record<string, unknown>;
}
