import type { AssignedEmission, FleetEmission, JudgedEmission } from '../../../machines/emissions.ts';
import { type ActorEvent, type ChartTable, type Local, type Outcome } from './chart-table.ts';
import { batchInput, type Budget, type Charts, type Configuration, ID } from './configuration.ts';
import type { Registry } from './registry.ts';
import type { Letter, Letters, Machine, Party, World } from './world.ts';

/** What the world is made of, and never changes. */
export interface Surroundings {
  readonly order: Configuration;
  readonly charts: Readonly<Record<keyof Charts, ChartTable>>;
  readonly letters: Letters;
  readonly registry: Registry;
  /** The batch of each machine. */
  readonly batchOf: readonly number[];
}

/** A world in which something happens; `done` is what it became. */
export class Draft {
  readonly #surroundings: Surroundings;
  readonly #batches: (Local | undefined)[];
  readonly #machines: Machine[];
  #rollout: Local;
  #mail: readonly Letter[];
  #budget: Budget;
  /** A machine was told by a batch that was not under way. */
  hasMistold = false;
  /** A batch began, and its rollout did not run. */
  hasMisbegun = false;

  constructor(world: World, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#rollout = world.rollout;
    this.#batches = [...world.batches];
    this.#machines = [...world.machines];
    this.#mail = world.mail;
    this.#budget = world.budget;
  }

  get done(): World {
    const [rollout, batches, machines] = [this.#rollout, this.#batches, this.#machines];
    return { rollout, batches, machines, mail: this.#mail, budget: this.#budget };
  }

  /** So it goes on once less. */
  spend(what: keyof Budget): this {
    this.#budget = { ...this.#budget, [what]: this.#budget[what] - 1 };
    return this;
  }

  /** A letter is taken; one for an actor that cannot take it is returned. */
  take(taken: Letter, now: number): this {
    this.#mail = this.#mail.filter((each) => each !== taken);
    const { from, to, event, name } = taken;
    if (this.#isBroken(to)) {
      const returned = { type: 'mail.returned', from: to.replace(' ', ':'), event };
      if (from !== 'post') this.#post(this.#letter('post', from, returned));
      return this;
    }
    return this.play(to, now === 0 ? name : `${name} ${now}`, () => [{ ...event, now }]);
  }

  /** An actor hears of these events; `name` stands for them. */
  play(who: Party, name: string, events: () => readonly ActorEvent[]): this {
    const [state, table] = this.#actor(who);
    const outcome = table.after(state, name, events);
    this.#become(who, outcome);
    return this;
  }

  /** A machine is deleted: mail to it is taken, its part ends, mail from it is taken, and it is gone. */
  remove(index: number): this {
    const who: Party = `machine ${index}`;
    for (const each of this.#mail.filter(({ to }) => to === who)) this.take(each, 0);
    this.play(who, 'remove', () => [{ type: 'remove', now: 0 }]);
    for (const each of this.#mail.filter(({ from }) => from === who)) this.take(each, 0);
    this.#change(index, { actor: 'deleted' });
    return this;
  }

  /** What is stored of a machine's actor cannot be used any more. */
  break(index: number): this {
    this.#change(index, { isBroken: true });
    return this;
  }

  #become(who: Party, { state, emitted }: Outcome): void {
    const [kind, index = ''] = who.split(' ');
    if (kind === 'rollout') this.#rollout = state;
    else if (kind === 'batch') this.#becomeBatch(Number(index), state);
    else this.#change(Number(index), { actor: state });
    for (const emission of emitted) this.#record(who, emission);
    if (state.isDead) this.#mail = this.#mail.filter(({ to }) => to !== who);
  }

  #becomeBatch(index: number, state: Local): void {
    const wasActive = this.#batches[index]?.is('active') === true;
    if (!wasActive && state.is('active') && !this.#rollout.is('running')) this.hasMisbegun = true;
    this.#batches[index] = state;
  }

  /** Nothing that it is sent can change it any more. */
  #isDead(who: Party): boolean {
    const [kind, index = ''] = who.split(' ');
    return (
      (kind === 'rollout' ? this.#rollout : kind === 'batch' ? this.#batches[Number(index)] : undefined)?.isDead ===
      true
    );
  }

  #actor(who: Party): [Local, ChartTable] {
    const { charts, order } = this.#surroundings;
    const [kind, index = ''] = who.split(' ');
    if (kind === 'rollout') return [this.#rollout, charts.rollout];
    if (kind === 'batch') {
      const known = this.#batches[Number(index)];
      return [known ?? charts.batch.born(batchInput(order, Number(index))).state, charts.batch];
    }
    const actor = this.#machines[Number(index)]?.actor;
    if (actor === undefined || actor === 'deleted') throw new Error(`mail for ${who}, which is not there`);
    return [actor, charts.machine];
  }

  #record(from: Party, emission: FleetEmission): void {
    switch (emission.type) {
      case 'tell':
        return this.#tell(from, emission.to, emission.event);
      case 'recall': {
        const sender = partyAt(emission.from);
        this.#mail = this.#mail.filter((each) => each.from !== sender || each.event.type !== emission.event);
        return;
      }
      case 'assigned':
        if (!this.#isUnderWay(this.#surroundings.batchOf[indexOf(from)])) this.hasMistold = true;
        return this.#write(indexOf(from), emission);
      case 'judged':
        return this.#write(from.startsWith('machine') ? indexOf(from) : Number(emission.machineId), emission);
      default:
    }
  }

  #isUnderWay(batch: number | undefined): boolean {
    const goesOn = this.#rollout.is('running') || this.#rollout.is('paused.by_operator');
    return goesOn && this.#batches[batch ?? -1]?.is('active') === true;
  }

  #tell(from: Party, to: string, event: ActorEvent): void {
    if (/^(rollout|batch):/.test(to)) return this.#post(this.#letter(from, partyAt(to), event));
    const { mail, rows } = this.#surroundings.registry.told(addressOf(from), to, event, {
      rows: this.#machines.map(({ row }) => row),
      exist: this.#machines.map(({ actor }) => actor !== 'deleted'),
      begun: this.#batches.map((batch) => batch !== undefined && !batch.is('pending')),
    });
    for (const [index, row] of rows.entries()) if (row !== this.#machines[index]?.row) this.#change(index, { row });
    for (const { receiver, event: told } of mail) this.#post(this.#letter(from, partyAt(receiver), told));
  }

  #letter(from: Party, to: Party, event: ActorEvent): Letter {
    return this.#surroundings.letters.letter(from, to, event);
  }

  #post(mail: Letter): void {
    if (!this.#isDead(mail.to)) this.#mail = [...this.#mail, mail];
  }

  #write(index: number, emission: AssignedEmission | JudgedEmission): void {
    const row = this.#machines[index]?.row;
    if (row !== undefined) this.#change(index, { row: this.#surroundings.registry.changed(row, emission) });
  }

  #change(index: number, change: Partial<Machine>): void {
    const machine = this.#machines[index];
    if (machine !== undefined) this.#machines[index] = { ...machine, ...change };
  }

  #isBroken(who: Party): boolean {
    return who.startsWith('machine') && this.#machines[indexOf(who)]?.isBroken === true;
  }
}

const indexOf = (who: Party): number => Number(who.split(' ')[1]);

const addressOf = (who: Party): string => (who === 'rollout' ? `rollout:${ID}` : who.replace(' ', `:${ID}:`));

function partyAt(address: string): Party {
  if (address === `rollout:${ID}`) return 'rollout';
  const [, machine] = /^machine:(\d+)$/.exec(address) ?? [];
  if (machine !== undefined) return `machine ${Number(machine)}`;
  const [, batch] = new RegExp(`^batch:${ID}:(\\d+)$`).exec(address) ?? [];
  if (batch === undefined) throw new Error(`nobody has the address ${address}`);
  return `batch ${Number(batch)}`;
}
