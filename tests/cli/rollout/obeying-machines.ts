import { type Client, createClient } from '../../../services/api/client.ts';
import { followFeed } from '../../../services/api/feed.ts';

const timestamp = '2026-04-20T09:15:02Z';

/** Machines that do at once what a rollout tells them, and are well, or as `ill` says. */
export class ObeyingMachines {
  readonly client: Client;
  readonly #connection: { readonly url: string; readonly apiKey: string };

  constructor(url: string, apiKey: string) {
    this.#connection = { url, apiKey };
    this.client = createClient(this.#connection);
  }

  /** Registers machines that run something old. */
  async add(ids: readonly string[], tags: readonly string[] = []): Promise<void> {
    for (const id of ids) await this.#report(id, '/nix/store/old', tags);
  }

  /** Follows the newest rollout until it is over or paused. */
  async obey(ill: Readonly<Record<string, string>> = {}): Promise<void> {
    const [newest] = await this.client.listRollouts();
    const id = newest?.id ?? '';
    const { release_id: release } = await this.client.getRollout({ params: { id } });
    const { entries } = await this.client.getRelease({ params: { id: release } });
    const paths = new Map(entries.map(({ hostname, store_path: path }) => [hostname, path]));
    const { signal } = new AbortController();
    for await (const frame of followFeed({ ...this.#connection, rolloutId: id, after: 0, signal })) {
      // One that is paused goes on some time: its feed does not end.
      if (frame.type === 'row' && frame.row.type === 'status_change' && frame.row.detail['to'] !== 'running') return;
      if (frame.type !== 'row' || frame.row.type !== 'machine_told' || frame.row.machine_id === null) continue;
      const machine = frame.row.machine_id;
      await this.#report(machine, paths.get(machine) ?? '', [], ill[machine]);
    }
  }

  close(): void {
    this.client.close();
  }

  async #report(id: string, on: string, tags: readonly string[], problem?: string): Promise<void> {
    await this.client.report({
      params: { id },
      body: {
        ...{
          machine_id: id,
          current_generation: on,
          success: problem === undefined,
          message: problem ?? '',
          timestamp,
        },
        ...{ tags: [...tags], agent_version: '', uptime_seconds: 1 },
        ...(problem === undefined && { health: { results: [], all_passed: true, timestamp } }),
      },
    });
  }
}
