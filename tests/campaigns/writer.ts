import { Unreachable } from '../../machines/errors.ts';
import type { Client } from '../../services/api/client.ts';
import type { Promised, Promises } from './promises.ts';

/** What a writer writes with, and to whom it tells that it was answered. */
export interface WriterParts {
  readonly client: Client;
  readonly promises: Promises;
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
    switch (this.#n % 8) {
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
