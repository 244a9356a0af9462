import type { Role } from '../../machines/model/key.ts';
import { type ServedPlane } from '../support/a-server.ts';
import { reported } from '../support/a-served-rollout.ts';
import { until } from '../support/until.ts';

/** What machines run before. */
export const OLD = '/nix/store/0c7g3y1n6z4vqk2m9p5xw8h1b3d6f9j2-nixos-system-web-24.05';
/** What a rollout wants of them. */
export const NEW = '/nix/store/9s4kx2r7mq1w6z3vh8n5p0y2d4b7c9f1-nixos-system-web-24.11';

/** A rollout that a test plays the machines of. */
export interface BoardRollout {
  readonly id: string;
  readonly releaseId: string;
  /** Its machines, batch by batch. */
  readonly batches: readonly (readonly string[])[];
}

/** Machines that have reported, a release for them, and a rollout of it whose first batch has been told. */
export async function aBoardRollout(
  plane: ServedPlane,
  { hosts, ...fields }: { readonly hosts: readonly string[] } & Record<string, unknown>,
): Promise<BoardRollout> {
  for (const host of hosts) await reported(plane, host, { current_generation: OLD });
  const releaseId = await aBoardRelease(plane, hosts);
  const order = { release_id: releaseId, target: { hosts }, strategy: 'all_at_once', seed: 7, ...fields };
  const { rollout_id: id, batches } = await answered<{ rollout_id: string; batches: { machine_ids: string[] }[] }>(
    plane,
    '/api/v1/rollouts',
    order,
  );
  await told(plane, id, 0);
  return { id, releaseId, batches: batches.map(({ machine_ids }) => machine_ids) };
}

/** A release with the same system for some hosts. */
export async function aBoardRelease(
  plane: ServedPlane,
  hosts: readonly string[],
  { path = NEW, ...fields }: { readonly path?: string } & Record<string, unknown> = {},
): Promise<string> {
  const entries = hosts.map((hostname) => ({ hostname, store_path: path, platform: 'x86_64-linux', tags: ['web'] }));
  const flake = { flake_ref: 'github:acme/fleet', flake_rev: '4f1c2a9' };
  return (await answered<{ id: string }>(plane, '/api/v1/releases', { ...flake, entries, ...fields })).id;
}

/** Ends when every machine of a batch of a rollout has been told. */
export const told = (plane: ServedPlane, id: string, batch: number): Promise<void> =>
  until(
    plane,
    `SELECT status = 'waiting_health' FROM rollout_batches WHERE rollout_id = '${id}' AND batch_index = ${batch}`,
  );

/** A machine runs what was wanted, and its probes pass. */
export const isWell = (plane: ServedPlane, id: string): Promise<void> =>
  reported(plane, id, {
    current_generation: NEW,
    health: { results: [], all_passed: true, timestamp: '2026-04-20T09:15:02Z' },
  });

/** A machine runs what was wanted, and a probe fails with a message. */
export const isIll = (plane: ServedPlane, id: string, message: string): Promise<void> =>
  reported(plane, id, {
    current_generation: NEW,
    health: {
      results: [{ status: 'fail', check_name: 'nginx', duration_ms: 1, message }],
      all_passed: false,
      timestamp: '2026-04-20T09:15:02Z',
    },
  });

/** Asks with JSON and gives what is answered; throws what refuses. */
export async function answered<Answer>(
  plane: ServedPlane,
  path: string,
  json: unknown,
  role: Role = 'admin',
): Promise<Answer> {
  const response = await plane.ask('POST', path, { json, role });
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
