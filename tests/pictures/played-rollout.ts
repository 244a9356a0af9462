import type { CreateRollout } from '../../machines/model/rollout.ts';
import { createClient } from '../../services/api/client.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type CastMachine, EVERYONE, systemOf } from './fleet-cast.ts';
import type { PastPlane } from './past-plane.ts';
import { says } from './played-machine.ts';

const MINUTE = 60_000;

/** A rollout of the made-up fleet, of which each step is played. */
export class PlayedRollout {
  readonly id: string;
  readonly batches: readonly (readonly CastMachine[])[];
  readonly #plane: PastPlane;
  readonly #version: string;

  private constructor(
    plane: PastPlane,
    { id, version, batches }: Pick<PlayedRollout, 'id' | 'batches'> & { version: string },
  ) {
    this.id = id;
    this.batches = batches;
    this.#plane = plane;
    this.#version = version;
  }

  /** Makes a release of a version for machines, and begins to roll it out; ana does. */
  static async begin(
    plane: PastPlane,
    machines: readonly CastMachine[],
    { version, ...order }: { readonly version: string } & Partial<CreateRollout>,
  ): Promise<PlayedRollout> {
    const client = createClient({ url: plane.url, apiKey: plane.keys.deploy });
    try {
      const release = await client.createRelease({ body: releaseOf(machines, version) });
      const { rollout_id: id, batches } = await client.createRollout({
        body: {
          release_id: release.id,
          target: { hosts: machines.map((machine) => machine.id) },
          strategy: 'staged',
          failure_threshold: '0',
          on_failure: 'pause',
          health_timeout: 900,
          seed: 11,
          ...order,
        },
      });
      const cast = batches.map(({ machine_ids: ids }) =>
        ids.flatMap((name) => EVERYONE.find((one) => one.id === name) ?? []),
      );
      const rollout = new PlayedRollout(plane, { id, version, batches: cast });
      await rollout.told(0);
      return rollout;
    } finally {
      client.close();
    }
  }

  /** Ends when the machines of a batch were told what to run. */
  async told(batch: number): Promise<void> {
    await this.#until(
      `batch ${batch} of ${this.id} is told`,
      ({ batches }) => batches[batch]?.status === 'waiting_health',
    );
  }

  /** Ends when it has a status. */
  async is(status: string): Promise<void> {
    await this.#until(`${this.id} is ${status}`, (rollout) => rollout.status === status);
  }

  /** A machine of a batch runs what it shall, and is well. */
  async well(batch: number, machine: CastMachine): Promise<void> {
    const [version, assignment] = [this.#version, `${this.id}:${batch}:1`];
    await says(this.#plane, machine, { version, assignment, outcome: 'done', message: 'switched' });
  }

  /** A machine of a batch went back to what it ran before. */
  async failed(batch: number, machine: CastMachine, { before, why }: { before: string; why: string }): Promise<void> {
    const message = `rolled back: health check failed: ${why}`;
    const assignment = `${this.id}:${batch}:1`;
    await says(this.#plane, machine, { version: before, assignment, outcome: 'rolled_back', message, ill: why });
  }

  /** All machines of a batch become well, one after another from `fromAgo` to `toAgo` minutes before now. */
  async goesWell(batch: number, [fromAgo, toAgo]: readonly [number, number]): Promise<void> {
    await this.told(batch);
    const machines = this.batches[batch] ?? [];
    for (const [index, machine] of machines.entries()) {
      // A little irregular, as machines are.
      const share = (index + ((index * 7) % 5) / 6) / machines.length;
      this.#plane.reach((fromAgo - (fromAgo - toAgo) * share) * MINUTE);
      await this.well(batch, machine);
    }
  }

  async #until(what: string, fits: (rollout: Awaited<ReturnType<PastPlane['client']['getRollout']>>) => boolean) {
    const look = async () => fits(await this.#plane.client.getRollout({ params: { id: this.id } }));
    await waitUntil(look, { limitMs: 60_000, what });
  }
}

const releaseOf = (machines: readonly CastMachine[], version: string) => ({
  flake_ref: 'github:acme/fleet',
  flake_rev: systemOf({ id: 'fleet' }, version).slice(11, 18).replace(/[g-z]/g, '7'),
  cache_url: 'https://cache.acme.example',
  entries: machines.map((machine) => ({
    hostname: machine.id,
    store_path: systemOf(machine, version),
    platform: machine.platform,
    tags: [...machine.tags],
  })),
});
