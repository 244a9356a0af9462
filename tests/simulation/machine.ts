import SQLite, { type Database } from 'better-sqlite3';
import type { AgentState } from '../../machines/model/machine.ts';
import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { Report } from '../../machines/model/report.ts';
import { WallClock } from './clock.ts';
import { diceFor } from './dice-for.ts';
import { type Happening, Host } from './host.ts';
import { Keeper } from './keeper.ts';
import { MachineBook } from './machine-book.ts';
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
  /** Something happens to a machine, and is noted in its book already. */
  readonly saw: (machine: Machine, happening: Happening) => void;
}

interface Doom {
  readonly state: AgentState;
  readonly afterMs: number;
  readonly downMs: number;
  readonly how: 'death' | 'reboot' | 'stall';
}

const FATES = { death: 'agent killed', reboot: 'machine rebooted', stall: 'agent stalled' } as const;
/** As its unit is restarted. */
const RESTART_MS = 5_000;

/** A machine of the fleet: its host, its clock and its agent's database stay; its agent comes and goes. */
export class Machine {
  readonly parts: MachineParts;
  readonly host: Host;
  readonly keeper: Keeper;
  readonly book: MachineBook;
  readonly wall: WallClock;
  db: Database;
  /** It is gone: its agent is not started again. */
  isOff = false;
  /** So many of its agent's next commits find the disk full. */
  fullFor = 0;
  #process: Process | undefined;
  #state: AgentState | undefined;
  #doom: Doom | undefined;
  #databases = 1;
  #reports = 0;

  constructor(parts: MachineParts) {
    const { seed, timeline, planned, maladies, blank } = parts;
    this.parts = parts;
    this.wall = new WallClock(timeline, planned.clockErrorMs);
    this.db = new SQLite(blank);
    const saw = (happening: Happening) => this.#saw(happening);
    this.host = new Host({ seed, machineId: planned.id, timeline, maladies, saw });
    this.keeper = new Keeper({ host: this.host, timeline, saw });
    this.book = new MachineBook(this.host, timeline);
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
    if (this.isOff || this.#process?.isAlive) return;
    const process = new Process(timeline);
    this.#process = process;
    this.#state = undefined;
    this.tell('its agent starts');
    if (this.host.killsAgents) return this.#crash();
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
    this.isOff = true;
    this.kill('the machine is turned off', 0);
  }

  /** The agent dies some time after it has entered a state the next time. */
  killAt(doom: Doom): void {
    this.#doom = doom;
  }

  /** Nobody waits for a state in which the agent is to die. */
  spare(): void {
    this.#doom = undefined;
  }

  reboot(downMs: number): void {
    this.keeper.forget();
    this.kill('reboot', downMs);
    this.host.reboot();
  }

  /** Its agent's database is gone, and the agent starts with a new one. */
  loseDatabase(downMs: number): void {
    this.kill('its database is lost', downMs);
    this.db.close();
    this.db = new SQLite(this.parts.blank);
    this.#databases += 1;
    this.book.lostMemory();
  }

  /** Its agent's snapshot is gone; what was written down of attempts is there. */
  loseSnapshot(downMs: number): void {
    this.kill('its snapshot is lost', downMs);
    this.db.exec('DELETE FROM snapshots');
  }

  /** The agent is in a state; it may die of it. */
  entered(state: AgentState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.tell(`its agent is ${state}`);
    const [doom, process] = [this.#doom, this.#process];
    if (doom?.state !== state || process === undefined) return;
    this.#doom = undefined;
    const strike = () => {
      this.parts.tale.saw(`fault: ${FATES[doom.how]} ${state}`);
      if (doom.how === 'reboot') this.reboot(doom.downMs);
      else if (doom.how === 'death') this.kill(`killed while ${state}`, doom.downMs);
      else process.stall(doom.downMs);
    };
    if (doom.afterMs > 0) return void process.later(doom.afterMs, strike);
    strike();
    if (!process.isAlive) throw new Crash();
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

  #saw(happening: Happening): void {
    this.book.saw(happening);
    this.parts.saw(this, happening);
    if (happening.type === 'runs' && this.host.killsAgents && this.#process !== undefined) this.#crash();
    if (happening.type === 'needs reboot') this.#restartSoon(happening.path);
  }

  /** The agent of what runs dies at its start, and is started again and again. */
  #crash(): void {
    this.parts.tale.saw('fault: new agent crashes');
    this.kill('the agent of what runs crashes', RESTART_MS);
  }

  /** Some operators restart a machine that needs it. */
  #restartSoon(path: string): void {
    const dice = diceFor(this.parts.seed, 'restart', this.id, path, this.host.bootId);
    if (!dice.is(0.7)) return;
    this.parts.timeline.after(5_000 + dice.below(60_000), () => {
      if (this.isOff || this.host.bootDefault !== path || this.host.running === path) return;
      this.parts.tale.saw('a machine is restarted because it needs it');
      this.reboot(3_000);
    });
  }
}
