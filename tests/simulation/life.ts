import { createHash } from 'node:crypto';
import SQLite, { type Database } from 'better-sqlite3';
import type { Report } from '../../machines/model/report.ts';
import type { Chance } from '../../services/actors/chance.ts';
import { contents } from './contents.ts';
import { Chronicle } from './chronicle.ts';
import { ControlPlane } from './control-plane.ts';
import { type EngineParts, REAL_PARTS } from './engine-parts.ts';
import { Faults } from './faults.ts';
import { Guardian } from './guardian.ts';
import { Machine } from './machine.ts';
import { Network } from './network.ts';
import { startOldAgent } from './old-agent.ts';
import { Operators } from './operators.ts';
import { startOurAgent } from './our-agent.ts';
import { itemsOf, type Plan, type PlannedMachine } from './plan.ts';
import { type Broken, Tale } from './tale.ts';
import type { Templates } from './templates.ts';
import { Timeline } from './timeline.ts';

/** How a life went. */
export interface Lived {
  readonly plan: Plan;
  readonly broken: Broken | undefined;
  readonly tale: readonly string[];
  /** What was seen how often. */
  readonly seen: ReadonlyMap<string, number>;
  /** Of the tale and of what is left in the databases: the same plan gives the same. */
  readonly hash: string;
}

/** Machines need so long to come to what they were told last. */
const SETTLING_MS = 120_000;
/** After so long nothing can be waited for any more. */
const PATIENCE_MS = 25 * 60_000;
const GLANCE_MS = 15_000;

/** Lives a plan from its beginning to its end, or to the first broken promise. */
export async function live(plan: Plan, templates: Templates, mutated: Partial<EngineParts> = {}): Promise<Lived> {
  const life = new Life(plan, templates, { ...REAL_PARTS, ...mutated });
  try {
    await life.run();
  } catch (error) {
    life.tale.breaks('a bug', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return life.end();
}

/** A report needs none. */
const NO_CHANCE: Chance = { uuid: () => 'none', seed: () => 0, secret: () => 'none' };

class Life {
  readonly tale: Tale;
  readonly #plan: Plan;
  readonly #timeline = new Timeline();
  readonly #db: Database;
  readonly #chronicle: Chronicle;
  readonly #plane: ControlPlane;
  readonly #network: Network;
  readonly #machines = new Map<string, Machine>();
  readonly #operators: Operators;
  readonly #faults: Faults;
  readonly #guardian: Guardian;

  constructor(plan: Plan, templates: Templates, parts: EngineParts) {
    const [{ seed }, timeline] = [plan, this.#timeline];
    this.#plan = plan;
    this.#db = new SQLite(templates.controlPlane);
    this.tale = new Tale(timeline);
    this.#chronicle = new Chronicle(this.#db, timeline);
    const common = { seed, timeline, tale: this.tale };
    this.#plane = new ControlPlane({ ...common, db: this.#db, parts, watch: this.#chronicle });
    const isCutOff = (machineId: string) => this.#machines.get(machineId)?.host.isCutOff ?? false;
    this.#network = new Network(seed, timeline, this.tale, isCutOff);
    this.#operators = new Operators({ ...common, plane: this.#plane });
    for (const planned of itemsOf(plan, 'machine')) {
      this.#machines.set(planned.id, this.#machine(planned, { templates, parts }));
    }
    this.#faults = new Faults({ ...common, plane: this.#plane, network: this.#network, machines: this.#machines });
    this.#guardian = new Guardian({
      tale: this.tale,
      timeline,
      db: this.#db,
      chronicle: this.#chronicle,
      plane: this.#plane,
      machines: this.#machines,
      operators: this.#operators,
      network: this.#network,
      plan,
    });
  }

  async run(): Promise<void> {
    const isOver = () => this.tale.broken !== undefined;
    this.#plane.start();
    this.#operators.prepare(itemsOf(this.#plan, 'machine'));
    for (const rollout of itemsOf(this.#plan, 'rollout')) this.#operators.rollOut(this.#withKnownHosts(rollout));
    for (const reaction of itemsOf(this.#plan, 'reaction')) this.#operators.watch(reaction);
    for (const order of itemsOf(this.#plan, 'order')) this.#operators.order(order);
    for (const fault of [...itemsOf(this.#plan, 'plane fault'), ...itemsOf(this.#plan, 'machine fault')]) {
      this.#faults.plan(fault);
    }
    this.#chronicle.onEvent((event) => this.#operators.saw(event));
    for (const machine of this.#machines.values()) machine.start();
    await this.#timeline.pass(this.#plan.length, isOver);
    this.#faults.heal();
    this.#operators.goHome();
    this.tale.tell('world', 'all faults are healed, nobody does anything any more');
    await this.#timeline.pass(SETTLING_MS, isOver);
    for (let left = PATIENCE_MS; left > 0 && !isOver() && !this.#guardian.isQuiet(); left -= GLANCE_MS) {
      await this.#timeline.pass(GLANCE_MS, isOver);
    }
    await this.#guardian.lookBack((ms) => this.#timeline.pass(ms, isOver));
  }

  end(): Lived {
    this.#guardian.tallies();
    const hash = createHash('sha256').update(this.tale.lines.join('\n')).update(contents(this.#db));
    for (const machine of this.#machines.values()) {
      hash.update(contents(machine.db));
      machine.turnOff();
      machine.db.close();
    }
    this.#db.close();
    const { broken, lines, seen } = this.tale;
    return { plan: this.#plan, broken, tale: lines, seen, hash: hash.digest('hex') };
  }

  #machine(planned: PlannedMachine, { templates, parts }: { templates: Templates; parts: EngineParts }): Machine {
    const maladies = itemsOf(this.#plan, 'malady').filter(({ machine }) => machine === planned.id);
    return new Machine({
      seed: this.#plan.seed,
      timeline: this.#timeline,
      tale: this.tale,
      planned,
      maladies,
      program: planned.agent === 'ours' ? startOurAgent(parts) : startOldAgent,
      blank: templates.agent,
      ask: (machineId) => this.#network.exchange(machineId, () => this.#guardian.desired(machineId)),
      report: (machineId, report) => this.#report(machineId, report),
      saw: (machine, happening) => this.#guardian.saw(machine, happening),
    });
  }

  /** Sends a report; what is answered must never be lost. */
  async #report(machineId: string, report: Report): Promise<void> {
    const work = () => this.#plane.request('report', { machineId, report }, NO_CHANCE);
    await this.#network.exchange(machineId, work);
    this.#chronicle.receipts.acknowledged(report);
  }

  /** A rollout names only machines that there are: a plan may have lost some. */
  #withKnownHosts(rollout: ReturnType<typeof itemsOf<'rollout'>>[number]): typeof rollout {
    const { target } = rollout.body;
    if ('tags' in target) return rollout;
    return {
      ...rollout,
      body: {
        ...rollout.body,
        target: { hosts: target.hosts.filter((id) => id.includes('*') || this.#machines.has(id)) },
      },
    };
  }
}
