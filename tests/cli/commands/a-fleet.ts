import { afterAll, beforeAll } from 'vitest';
import { type Client, createClient } from '../../../services/api/client.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { Program } from '../program.ts';

/** A control plane with an admin key that is kept, and the CLI; gone with the tests of the file. */
export function aFleet(): { readonly program: Program; readonly client: () => Client; readonly key: () => string } {
  const program = new Program();
  let apiKey = '';
  let client: Client | undefined;
  beforeAll(async () => {
    await program.startControlPlane();
    apiKey = (await program.run('bootstrap')).stdout.trim();
  });
  afterAll(async () => {
    client?.close();
    await program.stop();
  });
  return { program, client: () => (client ??= createClient({ url: program.url, apiKey })), key: () => apiKey };
}

/** Registers a release of these hosts; its id. */
export async function aRelease(client: Client, ...hosts: readonly string[]): Promise<string> {
  const entries = hosts.map((hostname) => ({
    ...{ hostname, store_path: `/nix/store/abc-${hostname}`, platform: 'x86_64-linux', tags: [] },
  }));
  return (await client.createRelease({ body: { flake_ref: '.', entries } })).id;
}

/** Starts a rollout of a release to one host, which is told and never answers; its id. */
export async function aRunningRollout(client: Client, release: string, host: string): Promise<string> {
  const { rollout_id: id } = await client.createRollout({
    body: {
      ...{ release_id: release, target: { hosts: [host] }, strategy: 'all_at_once' as const },
      ...{ failure_threshold: '0', on_failure: 'pause' as const },
    },
  });
  const isTold = async () => (await client.getRollout({ params: { id } })).batches[0]?.status === 'waiting_health';
  await waitUntil(isTold, { limitMs: 30_000, what: 'its machine to be told' });
  return id;
}
