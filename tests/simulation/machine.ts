import SQLite, { type Database } from 'better-sqlite3';
import type { AgentState } from '../../machines/model/machine.ts';
import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { Report } from '../../machines/model/report.ts';
import { WallClock } from './clock.ts';
import { Host } from './host.ts';
import type { Malady, PlannedMachine } from './plan.ts';
import { Crash, Process } from './process.ts';
import type { Tale } from './tale.ts';
import type { Timeline } from './timeline.ts';

/** What a machine is made of. */
export interface MachineParts {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly tale: Tale;
  readonly planned: PlannedMachine;
  readonly maladies: readonly Malady[];
  /** Starts an agent's program. */
  readonly program: (machine: Machine, process: Process) => void;
  /** An agent's database as it is new. */
  readonly blank: Buffer;
  /** The control plane at the other end of the network; rejects as a client does. */
  readonly ask: (machineId: string) => Promise<DesiredGeneration>;
  readonly report: (machineId: string, report: Report) => Promise<void>;
  /** A switch of a machine begins. */
  readonly switching: (machineId: string, path: string) => void;
}

interface Doom {
  readonly state: AgentState;
  readonly afterMs: number;
  readonly downMs: number;
}

/** A machine of the fleet: its host, its clock and its agent's database stay; its agent comes and goes. */
export class Machine {
  readonly parts: MachineParts;
  readonly host: Host;
  readonly wall: WallClock;
  db: Database;
  /** So many of its agent's next commits find the disk full. */
  fullFor = 0;
  #process: Process | undefined;
  #state: AgentState | undefined;
  #doom: Doom | undefined;
  #databases = 1;
  #reports = 0;
  #isOff = false;

  constructor(parts: MachineParts) {
    const { seed, timeline, planned, maladies, blank, switching } = parts;
    this.parts = parts;
    this.wall = new WallClock(timeline, planned.clockErrorMs);
    this.db = new SQLite(blank);
    this.host = new Host({
      seed,
      machineId: planned.id,
      timeline,
      maladies,
      switching: (path) => switching(planned.id, path),
    });
  }

  get id(): string {
    return this.parts.planned.id;
  }

  /** Names the agent's database. */
  get epoch(): string {
    return `${this.id}-database-${this.#databases}`;
  }

  /** Starts the agent's program, unless it runs. */
  start(): void {
    const { timeline, program } = this.parts;
    if (this.#isOff || this.#process?.isAlive) return;
    const process = new Process(timeline);
    this.#process = process;
    this.#state = undefined;
    this.tell('its agent starts');
    program(this, process);
  }

  /** The agent's program dies and is started again later. */
  kill(how: string, downMs: number): void {
    if (this.#process === undefined) return;
    this.tell(`its agent dies: ${how}`);
    this.#process.kill();
    this.#process = undefined;
    if (this.db.inTransaction) this.db.exec('ROLLBACK');
    this.parts.timeline.after(downMs, () => this.start());
  }

  /** Its agent dies and is not started again. */
  turnOff(): void {
    this.#isOff = true;
    this.kill('the machine is turned off', 0);
  }

  /** The agent dies some time after it has entered a state the next time. */
  killAt(state: AgentState, afterMs: number, downMs: number): void {
    this.#doom = { state, afterMs, downMs };
  }

  /** Nobody waits for a state in which the agent is to die. */
  spare(): void {
    this.#doom = undefined;
  }

  reboot(downMs: number): void {
    this.host.reboot();
    this.kill('reboot', downMs);
  }

  /** Its agent's database is gone, and the agent starts with a new one. */
  loseDatabase(downMs: number): void {
    this.kill('its database is lost', downMs);
    this.db.close();
    this.db = new SQLite(this.parts.blank);
    this.#databases += 1;
  }

  /** The agent is in a state; it may die of it. */
  entered(state: AgentState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.tell(`its agent is ${state}`);
    const [doom, process] = [this.#doom, this.#process];
    if (doom?.state !== state || process === undefined) return;
    this.#doom = undefined;
    const die = () => {
      this.parts.tale.saw(`fault: agent killed ${state}`);
      this.kill(`killed while ${state}`, doom.downMs);
    };
    if (doom.afterMs > 0) return void process.later(doom.afterMs, die);
    die();
    throw new Crash();
  }

  isFull(): boolean {
    if (this.fullFor === 0) return false;
    this.fullFor -= 1;
    this.parts.tale.saw('fault: full disk of an agent');
    return true;
  }

  /** Sends a report; each has a name of its own in its message, by which it is found again. */
  send(report: Report): Promise<void> {
    this.#reports += 1;
    const name = report.seq == null ? `${this.id}.${this.#reports}` : `${report.epoch}.${report.seq}`;
    return this.parts.report(this.id, { ...report, message: `${report.message} [${name}]` });
  }

  tell(what: string): void {
    this.parts.tale.tell(this.id, what);
  }
}
