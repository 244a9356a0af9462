import { type Client, createClient } from '../../../services/api/client.ts';
import { Program } from '../program.ts';

const timestamp = '2026-04-20T09:15:02Z';

/** The built CLI and control plane, with machines that run something. */
export class PlannedDeploy {
  readonly program = new Program();
  /** Of the administrator; known once it is started. */
  apiKey = '';
  #client: Client | undefined;

  /** Starts the control plane, and makes its first key the one of the CLI. */
  async start(): Promise<this> {
    await this.program.startControlPlane();
    this.apiKey = (await this.program.run('bootstrap')).stdout.trim();
    this.#client = createClient({ url: this.program.url, apiKey: this.apiKey });
    return this;
  }

  get client(): Client {
    if (this.#client === undefined) throw new Error('the control plane is not started');
    return this.#client;
  }

  /** The agents of machines say what they run. */
  async runs(machines: Readonly<Record<string, string>>, tags: readonly string[] = ['web']): Promise<void> {
    for (const [id, path] of Object.entries(machines))
      await this.client.report({
        params: { id },
        body: {
          ...{ machine_id: id, current_generation: path, success: true, message: '', timestamp, tags: [...tags] },
          ...{ agent_version: '', uptime_seconds: 1 },
        },
      });
  }

  /** A release of these systems; its id. */
  async release(systems: Readonly<Record<string, string>>, cacheUrl: string | null = null): Promise<string> {
    const entries = Object.entries(systems).map(([hostname, store_path]) => ({
      ...{ hostname, store_path, platform: 'x86_64-linux', tags: [] },
    }));
    return (await this.client.createRelease({ body: { entries, cache_url: cacheUrl } })).id;
  }

  async stop(): Promise<void> {
    this.#client?.close();
    await this.program.stop();
  }
}
