import type { Database } from 'better-sqlite3';
import { failureOf, Unreachable } from '../../machines/errors.ts';
import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { Address } from '../../services/actors/address.ts';
import type { Chance } from '../../services/actors/chance.ts';
import type { RequestName, Requests } from '../../services/actors/engine.ts';
import { Shard } from '../../services/actors/shard.ts';
import type { Turn } from '../../services/actors/shard-unit.ts';
import type { Unit } from '../../services/store/unit.ts';
import type { MachineReads } from '../../services/store/read/machines.ts';
import { fullAtTimes } from '../support/full-disk.ts';
import { ProcessClock, WallClock } from './clock.ts';
import { diceFor } from './dice-for.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Tale } from './tale.ts';
import { Crash, Process } from './process.ts';
import type { Timeline } from './timeline.ts';

/** What is told of each unit of work. */
export interface CommitWatch {
  began(): void;
  /** A request has been carried out in the unit of work at hand. */
  handled<Name extends RequestName>(name: Name, input: Requests[Name]['input'], now: number): void;
  committed(unit: Unit, now: number): void;
}

/** What a control plane is made of. */
export interface ControlPlaneParts {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly tale: Tale;
  readonly db: Database;
  readonly parts: EngineParts;
  readonly watch: CommitWatch;
}

/** A control plane's machine: its disk and its clock stay, its process comes and goes. */
export class ControlPlane {
  readonly wall: WallClock;
  readonly db: Database;
  /** After so many of the next commits. */
  sparedCommits = 0;
  /** So many of those that follow find the disk full. */
  fullFor = 0;
  readonly #made: ControlPlaneParts;
  readonly #reads: Pick<MachineReads, 'desired'>;
  readonly #waiting = new Set<(error: Error) => void>();
  #process: Process | undefined;
  #shard: Shard<Unit> | undefined;
  #starts = 0;
  #dying: { commits: number; readonly where: 'before' | 'after'; readonly downMs: number } | undefined;

  constructor(made: ControlPlaneParts) {
    this.#made = made;
    this.db = made.db;
    this.wall = new WallClock(made.timeline, 0);
    this.#reads = made.parts.reads(made.db);
  }

  /** Its process runs. */
  get isUp(): boolean {
    return this.#process?.isAlive ?? false;
  }

  /** The state of an actor that is in memory. */
  snapshot(address: Address): ReturnType<Shard<Unit>['snapshot']> {
    return this.#shard?.snapshot(address);
  }

  start(): void {
    const { timeline, parts, seed, tale } = this.#made;
    if (this.isUp) return;
    const process = new Process(timeline);
    const clock = new ProcessClock(timeline, this.wall, process);
    const unit = fullAtTimes(parts.createUnit(this.db), () => this.#wrote());
    const pace = diceFor(seed, 'pace', (this.#starts += 1));
    this.#process = process;
    this.#shard = new Shard<Unit>(
      parts.shard({
        unit,
        kinds: parts.kinds(clock),
        clock,
        schedule: (run) => void process.later(pace.below(4), run),
        problem: (what, error) => this.#problem(what, error),
        observer: { ...SILENT, began: () => this.#began(process), committed: () => this.#committed(unit) },
      }),
    );
    tale.tell('control plane', 'starts');
    process.run(() => this.#shard?.start());
  }

  /** The process dies some commits from now: before the next is made, with all that it would write, or before anybody hears of the last. */
  crashAfter(commits: number, where: 'before' | 'after', downMs: number): void {
    if (this.isUp) this.#dying ??= { commits, where, downMs };
  }

  /** The process is told to stop, and is started again a while later. */
  restart(downMs: number): void {
    if (!this.isUp) return;
    this.#process?.run(() => this.#shard?.stop());
    // It may have died of what it did last.
    if (this.isUp) this.#die('stops', downMs);
  }

  /** Asks the engine; rejects when its process dies before it has answered. */
  request<Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
    chance: Chance,
  ): Promise<Requests[Name]['output']> {
    const [process, shard] = [this.#process, this.#shard];
    if (!process?.isAlive || shard === undefined) return Promise.reject(REFUSED);
    const { parts, watch } = this.#made;
    const inTurn = (turn: Turn<Unit>): Requests[Name]['output'] => {
      const answer = parts.handlers[name](turn, input, chance);
      watch.handled(name, input, turn.now);
      return answer;
    };
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      process
        .hears(parts.ask(shard, inTurn))
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  /** What a machine should run, as the route reads it. */
  desired(machineId: string): DesiredGeneration | undefined {
    if (!this.isUp) throw REFUSED;
    return this.#reads.desired(machineId);
  }

  /** What has died does nothing more, though its shard would begin again. */
  #began(process: Process): void {
    if (!process.isAlive) throw new Crash();
    this.#made.watch.began();
  }

  /** All that belongs to a unit of work is written, and not committed yet. */
  #wrote(): boolean {
    const dying = this.#dying;
    if (dying?.where === 'before' && dying.commits === 0) this.#crash(dying.downMs, 'before a commit');
    return this.#isFull();
  }

  #committed(unit: Unit): void {
    this.#made.watch.committed(unit, this.wall.time);
    const dying = this.#dying;
    if (dying === undefined) return;
    if (dying.commits === 0) this.#crash(dying.downMs, 'after a commit');
    dying.commits -= 1;
  }

  #crash(downMs: number, when: string): never {
    this.#made.tale.saw(`fault: crash ${when}`);
    this.#die(`crashes ${when}`, downMs);
    throw new Crash();
  }

  #die(how: string, downMs: number): void {
    const { tale, timeline } = this.#made;
    tale.tell('control plane', how);
    this.#dying = undefined;
    this.#process?.kill();
    this.#shard = undefined;
    if (this.db.inTransaction) this.db.exec('ROLLBACK');
    for (const reject of this.#waiting) reject(new Unreachable('the connection was reset'));
    this.#waiting.clear();
    timeline.after(downMs, () => this.start());
  }

  #isFull(): boolean {
    if (this.fullFor === 0) return false;
    if (this.sparedCommits > 0) {
      this.sparedCommits -= 1;
      return false;
    }
    this.fullFor -= 1;
    this.#made.tale.saw('fault: full disk');
    return true;
  }

  #problem(what: string, error: unknown): void {
    const { tale } = this.#made;
    tale.tell('control plane', `${what}: ${failureOf(error).message}`);
    if (what === 'the database cannot be written') return;
    tale.breaks('a bug', `${what}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

const REFUSED = new Unreachable('the connection was refused');

const SILENT = { grouped: () => undefined, redone: () => undefined, storageFailed: () => undefined };
