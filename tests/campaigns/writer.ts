import { Unreachable } from '../../machines/errors.ts';
import type { Client } from '../../services/api/client.ts';
import type { Promised, Promises } from './promises.ts';
import type { Repeats } from './repeats.ts';

/** What a writer writes with, and to whom it tells that it was answered. */
export interface WriterParts {
  readonly client: Client;
  readonly promises: Promises;
  readonly repeats: Repeats;
  /** Its machine, which nobody else writes to. */
  readonly machineId: string;
  readonly acknowledged: () => void;
}

/** Writes one thing after another, of every kind, until the control plane is gone. */
export class Writer {
  readonly #parts: WriterParts;
  #n: number;
  #release: string | undefined;
  /** In the newest release and in no other: nothing that was never answered is in the way of its rollout. */
  #host = '';
  #rollout: string | undefined;
  #key: number | undefined;

  constructor(parts: WriterParts, from: number) {
    this.#parts = parts;
    this.#n = from;
  }

  /** Ends when the control plane does not answer any more; throws what else it says. Gives the number to go on with. */
  async run(): Promise<number> {
    try {
      for (;;) {
        this.#n += 1;
        await this.#next();
      }
    } catch (error) {
      if (error instanceof Unreachable) return this.#n + 1;
      throw error;
    }
  }

  #next(): Promise<void> {
    switch (this.#n % 13) {
      case 1:
        return this.#releaseNow();
      case 3:
        return this.#desire();
      case 4:
        return this.#tag();
      case 5:
        return this.#roll();
      case 6:
        return this.#cancel();
      case 8:
        return this.#pin();
      case 9:
        return this.#appear();
      case 10:
        return this.#createKey();
      case 11:
        return this.#revokeKey();
      case 12:
        return this.#askOnce();
      default:
        return this.#report();
    }
  }

  async #report(): Promise<void> {
    const { machineId, client } = this.#parts;
    const message = `report ${this.#n}`;
    await this.#promised({ kind: 'report', machineId, message }, () =>
      client.report({
        params: { id: machineId },
        body: {
          machine_id: machineId,
          current_generation: '/nix/store/a',
          success: true,
          message,
          timestamp: '2026-05-02T08:15:30Z',
          tags: [],
          agent_version: '0.1.0',
          uptime_seconds: 1,
        },
      }),
    );
  }

  async #desire(): Promise<void> {
    const { machineId, client } = this.#parts;
    const path = `/nix/store/${this.#n}`;
    await this.#promised({ kind: 'desired', machineId, path }, () =>
      client.notifyDeploy({ params: { id: machineId }, body: { store_path: path } }),
    );
  }

  async #tag(): Promise<void> {
    const { machineId, client } = this.#parts;
    const tag = `tag-${this.#n}`;
    await this.#promised({ kind: 'tags', machineId, tag }, () =>
      client.registerMachine({ params: { id: machineId }, body: { lifecycle: 'active', tags: [tag] } }),
    );
  }

  async #pin(): Promise<void> {
    const { machineId, client } = this.#parts;
    const tag = `pinned-${this.#n}`;
    await this.#promised({ kind: 'pinned', machineId, tag }, () =>
      client.pinTags({ params: { id: machineId }, body: { tags: [tag] } }),
    );
  }

  /** A machine comes with all that it can have, and is deleted. */
  async #appear(): Promise<void> {
    const { client } = this.#parts;
    const machineId = `${this.#parts.machineId}-${this.#n}`;
    const params = { id: machineId };
    await this.#promised({ kind: 'machine', machineId, count: 1 }, () =>
      client.registerMachine({ params, body: { lifecycle: 'active', tags: ['short-lived'] } }),
    );
    await client.notifyDeploy({ params, body: { store_path: '/nix/store/a' } });
    await this.#promised({ kind: 'machine', machineId, count: 0 }, () => client.deleteMachine({ params }));
  }

  async #createKey(): Promise<void> {
    const { client, promises, machineId, acknowledged } = this.#parts;
    const { id } = await client.createKey({ body: { name: machineId, role: 'deploy' } });
    promises.acknowledged({ kind: 'key', id, count: 1 });
    acknowledged();
    this.#key = id;
  }

  async #revokeKey(): Promise<void> {
    const id = this.#key;
    if (id === undefined) return;
    this.#key = undefined;
    const params = { id: `${id}` };
    await this.#promised({ kind: 'key', id, count: 0 }, () => this.#parts.client.revokeKey({ params }));
  }

  async #askOnce(): Promise<void> {
    const { client, machineId, repeats, acknowledged } = this.#parts;
    await repeats.ask(client, `${machineId} ${this.#n}`.replace(' ', '-'));
    acknowledged();
  }

  async #releaseNow(): Promise<void> {
    const { machineId, client, promises, acknowledged } = this.#parts;
    this.#host = `${machineId}-${this.#n}`;
    const entries = [this.#host, 'other-1', 'other-2'].map((hostname) => ({
      hostname,
      store_path: `/nix/store/${this.#n}-${hostname}`,
      platform: 'none',
      tags: [],
    }));
    const { id, host_count: hosts } = await client.createRelease({ body: { entries } });
    promises.acknowledged({ kind: 'release', id, hosts });
    acknowledged();
    this.#release = id;
  }

  /** A rollout of the newest release to its own host. */
  async #roll(): Promise<void> {
    const { client, promises, acknowledged } = this.#parts;
    if (this.#release === undefined) return;
    const { rollout_id: id } = await client.createRollout({
      body: {
        release_id: this.#release,
        target: { hosts: [this.#host] },
        strategy: 'all_at_once',
        failure_threshold: '0',
        on_failure: 'pause',
      },
    });
    promises.acknowledged({ kind: 'rollout', id, status: 'running' });
    acknowledged();
    this.#rollout = id;
  }

  async #cancel(): Promise<void> {
    const id = this.#rollout;
    if (id === undefined) return;
    this.#rollout = undefined;
    await this.#promised({ kind: 'rollout', id, status: 'cancelled' }, () =>
      this.#parts.client.cancelRollout({ params: { id } }),
    );
  }

  async #promised(what: Promised, write: () => Promise<unknown>): Promise<void> {
    this.#parts.promises.asked(what);
    await write();
    this.#parts.promises.acknowledged(what);
    this.#parts.acknowledged();
  }
}
