import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { FleetError } from '../../../machines/errors.ts';
import type { Report } from '../../../machines/model/report.ts';
import type { Chance } from '../../../services/actors/chance.ts';
import type { Engine, RequestName, Requests } from '../../../services/actors/engine.ts';
import { startLocalEngine } from '../../../services/actors/local-engine.ts';
import { openReader } from '../../../services/store/open.ts';
import { aUnitOn } from '../../support/full-disk.ts';
import { tempFolder } from '../../support/temp.ts';
import { pathOf } from '../fleet.ts';
import { BusyClock } from './busy-clock.ts';
import { Dice } from './dice.ts';

/** The machines of every world. */
export const HOSTS = ['web-1', 'web-2', 'web-3', 'web-4', 'db-1'];
const EXPECTED = ['BAD_INPUT', 'CONFLICT', 'NOT_FOUND', 'UNAVAILABLE'];

/** One seed's control plane: the real engine over a real database, on a busy machine with a disk that is full at times. */
export class World {
  readonly dice: Dice;
  readonly clock: BusyClock;
  /** What was done, in words. */
  readonly story: string[] = [];
  /** What went wrong and must not. */
  readonly problems: string[] = [];
  /** What each agent runs. */
  readonly running = new Map(HOSTS.map((host) => [host, pathOf('r0', host)]));
  /** Paths that operators asked for, by machine. */
  readonly asked = new Map<string, Set<string>>(HOSTS.map((host) => [host, new Set()]));
  /** Messages of the reports that were acknowledged. */
  readonly acknowledged: string[] = [];
  readonly #path = join(tempFolder(), 'state.db');
  /** How likely a commit finds the disk full. */
  #fullness: number;
  #engine: Engine | undefined;
  #reader: Database | undefined;
  #commits = 0;
  #reports = 0;

  constructor(seed: number) {
    this.dice = new Dice(seed);
    this.clock = new BusyClock(this.dice, this.dice.one([0, 0.1, 0.5, 1]));
    this.#fullness = this.dice.one([0, 0, 0.05, 0.2]);
  }

  async start(): Promise<void> {
    this.#engine = await startLocalEngine({
      dbPath: this.#path,
      clock: this.clock,
      chance: this.#chance(),
      createUnit: (db) => aUnitOn(db, () => this.dice.is(this.#fullness)),
      log: (_, what, detail) => {
        if (what !== 'the database cannot be written') this.problems.push(`${what}: ${JSON.stringify(detail)}`);
      },
    });
    this.#engine.onCommit(() => (this.#commits += 1));
    this.#reader = openReader(this.#path);
  }

  async stop(): Promise<void> {
    this.#reader?.close();
    await this.#engine?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** From now on the disk has room. */
  makeRoom(): void {
    this.#fullness = 0;
  }

  /** Asks the engine; what a user may be refused is no problem. True: it was done. */
  async ask<Name extends RequestName>(name: Name, input: Requests[Name]['input']): Promise<boolean> {
    if (this.#engine === undefined) throw new Error('the world was not started');
    try {
      await this.#engine.request(name, input);
      return true;
    } catch (error) {
      if (!(error instanceof FleetError && EXPECTED.includes(error.code)))
        this.problems.push(`${name}: ${String(error)}`);
      return false;
    }
  }

  async report(machineId: string, said: Partial<Report>, isHealthy?: boolean): Promise<void> {
    this.#reports += 1;
    const message = `report ${this.#reports}`;
    const timestamp = new Date(this.clock.now()).toISOString();
    const result = { check_name: 'unit', duration_ms: 1 };
    const report: Report = {
      machine_id: machineId,
      current_generation: this.running.get(machineId) ?? '',
      success: isHealthy ?? true,
      message,
      timestamp,
      tags: [],
      agent_version: '0.1.0',
      uptime_seconds: 1,
      ...said,
    };
    if (isHealthy !== undefined) {
      const results = [
        isHealthy ? { status: 'pass' as const, ...result } : { status: 'fail' as const, message: '', ...result },
      ];
      report.health = { results, all_passed: isHealthy, timestamp };
    }
    if (await this.ask('report', { machineId, report })) this.acknowledged.push(message);
  }

  /** Ends when nothing is committed any more without time going on. */
  async settle(): Promise<void> {
    for (let before = -1, quiet = 0; quiet < 3; before = this.#commits) {
      quiet = before === this.#commits ? quiet + 1 : 0;
      await this.turn();
    }
  }

  /** One turn of the event loop. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  rows<Row>(query: string, ...values: unknown[]): Row[] {
    if (this.#reader === undefined) throw new Error('the world was not started');
    return this.#reader.prepare<unknown[], Row>(query).all(...values);
  }

  #chance(): Chance {
    const uuid = () => `${this.dice.below(2 ** 31)}-${this.dice.below(2 ** 31)}`;
    return { uuid, seed: () => this.dice.below(2 ** 32), secret: uuid };
  }
}
