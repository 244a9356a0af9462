import type { CreatedRollout, CreateRollout } from '../../../../machines/model/rollout.ts';
import type { Report } from '../../../../machines/model/report.ts';
import type { Chance } from '../../../../services/actors/chance.ts';
import type { RequestName, Requests } from '../../../../services/actors/engine.ts';
import { fleetKinds } from '../../../../services/actors/fleet-kinds.ts';
import { handlers } from '../../../../services/actors/requests/requests.ts';
import { Shard } from '../../../../services/actors/shard.ts';
import { openStore, type OpenStore } from '../../../../services/store/open.ts';
import { Unit } from '../../../../services/store/unit.ts';
import { HeldClock } from './held-clock.ts';

const ACTOR = 'apikey:golden';
/** In seconds: nobody's patience ends by itself. */
export const PATIENCE = 80_000;

/** The path of a host in a release. */
export const pathOf = (release: string, host: string): string => `/nix/store/${release}-nixos-system-${host}`;

/** The control plane's actors over a real database, one group of deliveries at a time: whatever is under way can be left so. */
export class StagedControlPlane {
  readonly clock = new HeldClock();
  readonly #path: string;
  #store: OpenStore | undefined;
  #shard: Shard<Unit> | undefined;
  #due: (() => void) | undefined;
  #name = '';

  constructor(path: string) {
    this.#path = path;
  }

  async start(): Promise<void> {
    this.#store = await openStore(this.#path);
    this.#shard = new Shard<Unit>({
      unit: new Unit(this.#store.db),
      kinds: fleetKinds(this.clock),
      clock: this.clock,
      schedule: (run) => void (this.#due = run),
      problem: (what, error) => {
        throw new Error(what, { cause: error });
      },
    });
    this.#shard.start();
  }

  stop(): void {
    this.#due = undefined;
    this.#shard?.stop();
    this.#store?.close();
  }

  get db(): OpenStore['db'] {
    if (this.#store === undefined) throw new Error('the control plane was not started');
    return this.#store.db;
  }

  /** Runs one group, and lets effects hear of it. */
  async step(): Promise<void> {
    const run = this.#due;
    this.#due = undefined;
    run?.();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Runs groups until nothing is left to do. */
  async settle(): Promise<void> {
    while (this.#due !== undefined) await this.step();
  }

  async ask<Name extends RequestName>(name: Name, input: Requests[Name]['input']): Promise<Requests[Name]['output']> {
    if (this.#shard === undefined) throw new Error('the control plane was not started');
    let isAnswered = false;
    const answer = this.#shard
      .request((turn): Requests[Name]['output'] => handlers[name](turn, input, this.#chance()))
      .finally(() => (isAnswered = true));
    while (!isAnswered) await this.step();
    if (this.clock.costMs === 0) await this.settle();
    return await answer;
  }

  async report(machineId: string, said: Partial<Report>): Promise<void> {
    const report: Report = {
      machine_id: machineId,
      current_generation: '',
      success: true,
      message: '',
      timestamp: new Date(this.clock.now()).toISOString(),
      tags: [],
      agent_version: '0.2.0',
      uptime_seconds: 1,
      ...said,
    };
    await this.ask('report', { machineId, report });
  }

  /** A report of health checks on a release's path. */
  async health(host: string, release: string, passed = true): Promise<void> {
    const timestamp = new Date(this.clock.now()).toISOString();
    const result = { check_name: 'nginx', duration_ms: 1 };
    const results = [
      passed ? { status: 'pass' as const, ...result } : { status: 'fail' as const, ...result, message: 'inactive' },
    ];
    const health = { results, all_passed: passed, timestamp };
    await this.report(host, { current_generation: pathOf(release, host), success: passed, health });
  }

  /** v0.1.1's way to say that the switch failed and the machine is back. */
  async rollsBack(host: string): Promise<void> {
    await this.report(host, { current_generation: pathOf('r0', host), success: false, message: 'rolled back: no' });
  }

  async register(machineId: string, lifecycle: string): Promise<void> {
    await this.ask('register', { machineId, lifecycle, tags: [], actor: ACTOR });
  }

  async move(machineId: string, lifecycle: string): Promise<void> {
    await this.ask('updateLifecycle', { machineId, lifecycle, actor: ACTOR });
  }

  async desire(machineId: string, path: string): Promise<void> {
    await this.ask('notifyDeploy', { machineId, path, actor: ACTOR });
  }

  async clearDesired(machineId: string): Promise<void> {
    await this.ask('clearDesired', { machineId, actor: ACTOR });
  }

  async pause(name: string): Promise<void> {
    await this.ask('pauseRollout', { id: `r-${name}`, actor: ACTOR });
  }

  async cancel(name: string): Promise<void> {
    await this.ask('cancelRollout', { id: `r-${name}`, actor: ACTOR });
  }

  /** Starts the rollout `r-<name>` of a release of its own for these hosts, which run r0. */
  async rollOut(name: string, hosts: readonly string[], order: Partial<CreateRollout> = {}): Promise<CreatedRollout> {
    const held = this.clock.costMs;
    this.clock.costMs = 0;
    for (const host of hosts) await this.report(host, { current_generation: pathOf('r0', host) });
    const release_id = await this.#release(name, hosts);
    this.clock.costMs = held;
    const rollout: CreateRollout = {
      release_id,
      target: { hosts: [...hosts] },
      strategy: 'all_at_once',
      failure_threshold: '0',
      on_failure: 'pause',
      health_timeout: PATIENCE,
      ...order,
    };
    this.#name = name;
    return await this.ask('createRollout', { rollout, actor: ACTOR });
  }

  async #release(name: string, hosts: readonly string[]): Promise<string> {
    const platform = 'x86_64-linux';
    const entries = hosts.map((hostname) => ({ hostname, store_path: pathOf('r1', hostname), platform, tags: [] }));
    this.#name = name;
    return (await this.ask('createRelease', { release: { entries }, actor: ACTOR })).id;
  }

  /** No chance at all: the same story tells the same. */
  #chance(): Chance {
    return { uuid: () => this.#name, seed: () => 1, secret: () => 'secret' };
  }
}
