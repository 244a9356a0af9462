import { join } from 'node:path';
import type { CreateRollout } from '../../machines/model/rollout.ts';
import type { Lifecycle } from '../../machines/model/machine.ts';
import type { Report } from '../../machines/model/report.ts';
import type { Engine } from '../../services/actors/engine.ts';
import { startLocalEngine } from '../../services/actors/local-engine.ts';
import { openReader } from '../../services/store/open.ts';
import { createWhyReads } from '../../services/store/read/why.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { aUnitOn } from '../support/full-disk.ts';
import { tempFolder } from '../support/temp.ts';

/** Who asks for everything. */
export const ACTOR = 'apikey:test';

/** The path of a host in a release. */
export const pathOf = (release: string, host: string): string => `/nix/store/${release}-nixos-system-${host}`;

/** A control plane's actors over a real database, with agents played by the test. */
export class Fleet {
  readonly clock = new FakeClock();
  readonly path = join(tempFolder(), 'state.db');
  /** So many of the next commits find the disk full. */
  fullFor = 0;
  /** Problems for which a test is prepared; any other is an error. */
  isExpected = (problem: string): boolean => problem === 'the database cannot be written';
  #engine: Engine | undefined;

  async start(): Promise<this> {
    this.#engine = await startLocalEngine({
      dbPath: this.path,
      clock: this.clock,
      createUnit: (db) => aUnitOn(db, () => this.fullFor > 0 && this.fullFor-- > 0),
      log: (level, message, detail) => {
        if (level === 'error' && !this.isExpected(message)) throw new Error(`${message}: ${JSON.stringify(detail)}`);
      },
    });
    return this;
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('the fleet was not started');
    return this.#engine;
  }

  /** Ends the process, as far as the actors can tell, and begins another on the same database. */
  async restart(): Promise<void> {
    await this.engine.stop();
    await this.start();
  }

  /** Registers hosts by their first report. */
  async hosts(...hosts: string[]): Promise<void> {
    for (const host of hosts)
      await this.report(host, { current_generation: pathOf('r0', host), tags: [host.replace(/-\d+$/, '')] });
  }

  async release(name: string, ...hosts: string[]): Promise<string> {
    const entries = hosts.map((hostname) => ({
      hostname,
      store_path: pathOf(name, hostname),
      platform: 'x86_64-linux',
      tags: [],
    }));
    return (await this.engine.request('createRelease', { release: { entries }, actor: ACTOR })).id;
  }

  async rollout(release_id: string, order: Partial<CreateRollout> & Pick<CreateRollout, 'target'>) {
    const rollout: CreateRollout = {
      strategy: 'all_at_once',
      failure_threshold: '0',
      on_failure: 'pause',
      release_id,
      ...order,
    };
    return await this.engine.request('createRollout', { rollout, actor: ACTOR });
  }

  async report(machineId: string, said: Partial<Report>): Promise<void> {
    const report: Report = {
      machine_id: machineId,
      current_generation: '',
      success: true,
      message: '',
      timestamp: new Date(this.clock.now()).toISOString(),
      tags: [],
      agent_version: '0.1.0',
      uptime_seconds: 1,
      ...said,
    };
    await this.engine.request('report', { machineId, report });
  }

  /** A periodic health report on a path, as v0.1.1's agent sends it. */
  async health(machineId: string, path: string, passed = true): Promise<void> {
    const timestamp = new Date(this.clock.now()).toISOString();
    const result = { check_name: 'nginx', duration_ms: 1 };
    const results = [
      passed ? { status: 'pass' as const, ...result } : { status: 'fail' as const, ...result, message: 'inactive' },
    ];
    const health = { results, all_passed: passed, timestamp };
    await this.report(machineId, { current_generation: path, success: passed, message: 'health-check', health });
  }

  /** The agent could not keep the new system, and says so as v0.1.1's does: on its former path, without a health block. */
  async rollBack(machineId: string, path = pathOf('r0', machineId)): Promise<void> {
    await this.report(machineId, { current_generation: path, success: false, message: 'rolled back: no' });
  }

  async pause(id: string): Promise<void> {
    await this.engine.request('pauseRollout', { id, actor: ACTOR });
  }

  async resume(id: string): Promise<void> {
    await this.engine.request('resumeRollout', { id, actor: ACTOR });
  }

  async cancel(id: string): Promise<void> {
    await this.engine.request('cancelRollout', { id, actor: ACTOR });
  }

  async move(machineId: string, lifecycle: Lifecycle): Promise<void> {
    await this.engine.request('updateLifecycle', { machineId, lifecycle, actor: ACTOR });
  }

  async delete(machineId: string): Promise<void> {
    await this.engine.request('deleteMachine', { machineId, actor: ACTOR });
  }

  /** Ends when every machine of a batch was told. */
  async told(id: string, batch = 0): Promise<void> {
    await this.until(() => this.batches(id)[batch] === 'waiting_health');
  }

  /** Ends when nobody has mail any more: what was asked has been done, as far as it goes without time or agents. */
  async quiet(): Promise<void> {
    await this.until(() => this.rows('SELECT 1 FROM mailbox').length === 0);
  }

  /** What is said of a machine of a rollout. */
  why(id: string, machineId: string): string | undefined {
    const db = openReader(this.path);
    try {
      return createWhyReads(db).one(id, machineId, this.clock.now())?.sentence;
    } finally {
      db.close();
    }
  }

  /** What one machine should run. */
  desired(machineId: string): string | undefined {
    return this.rows<{ hash: string }>('SELECT hash FROM generations WHERE machine_id = ?', machineId)[0]?.hash;
  }

  /** `status` and, if there is one, `phase` of a rollout. */
  status(id: string): string {
    const [row] = this.rows<{ status: string; phase: string | null }>(
      'SELECT status, phase FROM rollouts WHERE id = ?',
      id,
    );
    return [row?.status, row?.phase].filter(Boolean).join('/');
  }

  /** Verdicts by machine. */
  verdicts(id: string): Record<string, string> {
    const rows = this.rows<{ machine_id: string; verdict: string }>(
      'SELECT machine_id, verdict FROM rollout_machines WHERE rollout_id = ? ORDER BY machine_id',
      id,
    );
    return Object.fromEntries(rows.map(({ machine_id, verdict }) => [machine_id, verdict]));
  }

  /** The statuses of a rollout's batches, in order. */
  batches(id: string): string[] {
    return this.rows<{ status: string }>(
      'SELECT status FROM rollout_batches WHERE rollout_id = ? ORDER BY batch_index',
      id,
    ).map(({ status }) => status);
  }

  /** Event types with their details, in order. */
  events(id: string): string[] {
    return this.rows<{ type: string; detail: string }>(
      'SELECT type, detail FROM events WHERE rollout_id = ? ORDER BY seq',
      id,
    ).map(({ type, detail }) => `${type} ${detail}`);
  }

  /** The events of the rollout and its batches alone, as `events` has them. */
  steps(id: string): string[] {
    return this.events(id).filter((event) => !event.startsWith('machine_'));
  }

  /** What the machines of a rollout went through, in order: `web-01 soaking`. */
  turns(id: string): string[] {
    return this.rows<{ machine_id: string; what: string }>(
      `SELECT machine_id, coalesce(detail ->> '$.verdict', substr(type, 9)) AS what FROM events
       WHERE rollout_id = ? AND type LIKE 'machine_%' ORDER BY seq`,
      id,
    ).map(({ machine_id, what }) => `${machine_id} ${what}`);
  }

  rows<Row>(query: string, ...values: unknown[]): Row[] {
    const db = openReader(this.path);
    try {
      return db.prepare<unknown[], Row>(query).all(...values);
    } finally {
      db.close();
    }
  }

  /** Ends when the condition holds; looked at after each commit. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      let stop: () => void = () => undefined;
      const look = () => {
        if (!holds()) return;
        stop();
        resolve();
      };
      stop = this.engine.onCommit(look);
      look();
    });
  }
}
