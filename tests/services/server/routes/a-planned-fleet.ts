import type { CreatedRollout, RolloutDetail, RolloutPlan } from '../../../../machines/model/rollout.ts';
import { reported, WANTED } from '../../../support/a-served-rollout.ts';
import { type AskOptions, aServer, type ServedOptions, type ServedPlane } from '../../../support/a-server.ts';

/** Machines that have reported and a release for them, before any rollout. */
export class APlannedFleet {
  readonly plane: ServedPlane;
  readonly releaseId: string;

  private constructor(plane: ServedPlane, releaseId: string) {
    this.plane = plane;
    this.releaseId = releaseId;
  }

  /** `others` have reported too, and are not in the release. */
  static async of(
    hosts: readonly string[],
    others: readonly string[] = [],
    options: ServedOptions = {},
  ): Promise<APlannedFleet> {
    const plane = await aServer(options);
    for (const host of [...hosts, ...others]) await reported(plane, host, { tags: ['web'] });
    return new APlannedFleet(plane, await releaseOf(plane, hosts));
  }

  /** The body of a rollout to these hosts, all at once unless told. */
  order(hosts: readonly string[], fields: Record<string, unknown> = {}): Record<string, unknown> {
    return { release_id: this.releaseId, target: { hosts }, strategy: 'all_at_once', ...fields };
  }

  /** Asks what a rollout would do. */
  plan(json: unknown, options: AskOptions = {}): Promise<Response> {
    return this.plane.ask('POST', '/api/v1/rollouts/plan', { json, ...options });
  }

  /** Asks for a rollout. */
  create(json: unknown, options: AskOptions = {}): Promise<Response> {
    return this.plane.ask('POST', '/api/v1/rollouts', { json, ...options });
  }

  async planned(json: unknown): Promise<RolloutPlan> {
    return answered<RolloutPlan>(await this.plan(json), 200);
  }

  async created(json: unknown): Promise<CreatedRollout> {
    return answered<CreatedRollout>(await this.create(json), 201);
  }

  async detail(id: string): Promise<RolloutDetail> {
    return answered<RolloutDetail>(await this.plane.ask('GET', `/api/v1/rollouts/${id}`), 200);
  }

  /** A second release of the same hosts, with another path. */
  nextRelease(hosts: readonly string[], path: string): Promise<string> {
    return releaseOf(this.plane, hosts, path);
  }

  /** All rows of all tables. */
  everything(): Record<string, unknown[]> {
    const tables = this.plane.db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).pluck();
    const names = tables.all() as string[];
    return Object.fromEntries(names.map((name) => [name, this.plane.db.prepare(`SELECT * FROM "${name}"`).all()]));
  }
}

/** The text of an answer that is refused. */
export async function refusal(response: Response): Promise<[number, string]> {
  return [response.status, await response.text()];
}

async function releaseOf(plane: ServedPlane, hosts: readonly string[], path = WANTED): Promise<string> {
  const entries = hosts.map((hostname) => ({ hostname, store_path: path, platform: 'x86_64-linux' }));
  const response = await plane.ask('POST', '/api/v1/releases', { json: { entries } });
  return (await answered<{ id: string }>(response, 201)).id;
}

async function answered<T>(response: Response, status: number): Promise<T> {
  const text = await response.text();
  if (response.status !== status) throw new Error(`answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
