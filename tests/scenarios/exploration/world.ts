import { join } from 'node:path';
import type { Database, Statement } from 'better-sqlite3';
import { FleetError } from '../../../machines/errors.ts';
import type { Report } from '../../../machines/model/report.ts';
import type { Chance } from '../../../services/actors/chance.ts';
import type { Engine, RequestName, Requests } from '../../../services/actors/engine.ts';
import { startLocalEngine } from '../../../services/actors/local-engine.ts';
import { openReader } from '../../../services/store/open.ts';
import { createWhyReads, type WhyReads } from '../../../services/store/read/why.ts';
import { aUnitOn } from '../../support/full-disk.ts';
import { tempFolder } from '../../support/temp.ts';
import { pathOf } from '../fleet.ts';
import { Agent } from './agent.ts';
import { BusyClock } from './busy-clock.ts';
import { Dice } from './dice.ts';
import { Ledger } from './ledger.ts';

/** The machines of every world. */
export const HOSTS = ['web-1', 'web-2', 'web-3', 'web-4', 'db-1'];
const EXPECTED = ['BAD_INPUT', 'CONFLICT', 'NOT_FOUND', 'UNAVAILABLE', 'IDEMPOTENCY_KEY_REUSED'];

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
  /** The agents that number their reports. */
  readonly agents = new Map(HOSTS.map((host) => [host, new Agent(this, host)]));
  /** What was promised by answers. */
  readonly ledger = new Ledger();
  readonly #path = join(tempFolder(), 'state.db');
  /** How likely a commit finds the disk full. */
  #fullness: number;
  #engine: Engine | undefined;
  #reader: Database | undefined;
  /** The reader's queries: the same are asked after every step. */
  readonly #queries = new Map<string, Statement<unknown[]>>();
  #why: WhyReads | undefined;
  #commits = 0;
  #trimmedTo = 0;
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
      createUnit: (db) => {
        // Nothing here loses its power, and a disk that is waited for takes most of the time.
        db.pragma('synchronous = OFF');
        return aUnitOn(db, () => this.dice.is(this.#fullness));
      },
      log: (_, what, detail) => {
        if (what !== 'the database cannot be written') this.problems.push(`${what}: ${JSON.stringify(detail)}`);
      },
    });
    this.#engine.onCommit(() => (this.#commits += 1));
    this.#reader = openReader(this.#path);
    this.#why = createWhyReads(this.#reader);
  }

  async stop(): Promise<void> {
    this.#queries.clear();
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

  /** Asks the engine; what a user may be refused is no problem. Undefined: it was not done. */
  async answer<Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
  ): Promise<{ readonly is: Requests[Name]['output'] } | undefined> {
    if (this.#engine === undefined) throw new Error('the world was not started');
    this.ledger.asks(name, input);
    try {
      return { is: await this.#engine.request(name, input) };
    } catch (error) {
      if (!(error instanceof FleetError && EXPECTED.includes(error.code)))
        this.problems.push(`${name}: ${String(error)}`);
      return undefined;
    }
  }

  /** The same, when all that counts is whether it was done. */
  async ask<Name extends RequestName>(name: Name, input: Requests[Name]['input']): Promise<boolean> {
    return (await this.answer(name, input)) !== undefined;
  }

  /** A report as the agent of this machine would send it now; each has a message of its own. */
  aReport(machineId: string, said: Partial<Report>, isHealthy?: boolean): Report {
    this.#reports += 1;
    const timestamp = new Date(this.clock.now()).toISOString();
    const result = { check_name: 'unit', duration_ms: 1 };
    const report: Report = {
      machine_id: machineId,
      current_generation: this.running.get(machineId) ?? '',
      success: isHealthy ?? true,
      message: `report ${this.#reports}`,
      timestamp,
      tags: this.dice.is(0.3) ? [kindOf(machineId)] : [],
      agent_version: '0.1.0',
      uptime_seconds: 1,
      ...said,
    };
    if (isHealthy === undefined) return report;
    const results = [
      isHealthy ? { status: 'pass' as const, ...result } : { status: 'fail' as const, message: '', ...result },
    ];
    return { ...report, health: { results, all_passed: isHealthy, timestamp } };
  }

  async report(machineId: string, said: Partial<Report>, isHealthy?: boolean): Promise<void> {
    const report = this.aReport(machineId, said, isHealthy);
    const at = this.clock.now();
    if (await this.ask('report', { machineId, report })) this.ledger.stored(report, at);
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
    const known = this.#queries.get(query);
    const prepared = known ?? this.#reader.prepare<unknown[]>(query);
    if (known === undefined) this.#queries.set(query, prepared);
    return prepared.all(...values) as Row[];
  }

  /** The events that viewers are told to be gone: once gone, gone for ever. */
  wentBack(): string[] {
    const [mark] = this.rows<{ seq: number }>(
      `SELECT value ->> '$.seq' AS seq FROM settings WHERE name = 'events_trimmed'`,
    );
    const before = this.#trimmedTo;
    this.#trimmedTo = mark?.seq ?? 0;
    return before > this.#trimmedTo ? [`events were gone up to ${before}, and now to ${this.#trimmedTo}`] : [];
  }

  /** The questions that users ask of what is waited for. */
  get why(): WhyReads {
    if (this.#why === undefined) throw new Error('the world was not started');
    return this.#why;
  }

  #chance(): Chance {
    const uuid = () => `${this.dice.below(2 ** 31)}-${this.dice.below(2 ** 31)}`;
    return { uuid, seed: () => this.dice.below(2 ** 32), secret: uuid };
  }
}

/** The tag that a machine's name begins with. */
export const kindOf = (machineId: string): string => machineId.replace(/-\d+$/, '');
