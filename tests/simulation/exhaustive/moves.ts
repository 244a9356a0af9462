import type { ActorEvent, Local } from './chart-table.ts';
import { type Budget, machineInput, OTHER, type Rarity, rolloutInput } from './configuration.ts';
import { Draft, type Surroundings } from './draft.ts';
import { contextOf, reportsOf } from './events-of.ts';
import { heads, type Letter, type Party, type World } from './world.ts';

/** Something that may happen. */
export interface Move {
  /** What happens, in words. */
  readonly label: string;
  /** It happens by itself, sooner or later: mail is taken, a deadline passes. */
  readonly isBound: boolean;
  readonly next: World;
  /** A machine is told by it what to run, by a batch that is not under way. */
  readonly hasMistold: boolean;
  /** A batch begins by it, of a rollout that does not run. */
  readonly hasMisbegun: boolean;
}

const NOTHING: Budget = { pause: 0, resume: 0, cancel: 0, maintain: 0, delete: 0, break: 0, desire: 0 };

/** The moment when the rollout was created. */
export function begin(surroundings: Surroundings): World {
  const { order, charts, registry, batchOf } = surroundings;
  const actor = charts.machine.born(machineInput).state;
  const world: World = {
    rollout: charts.rollout.born(rolloutInput(order)).state,
    batches: order.sizes.map(() => undefined),
    machines: batchOf.map(() => ({ actor, row: registry.fresh, isBroken: false })),
    mail: [],
    budget: { ...NOTHING, ...order.budget },
  };
  return new Draft(world, surroundings).play('rollout', 'start', () => [{ type: 'start', now: 0 }]).done;
}

/**
 * All that may happen next; what changes nothing is left out. When a rollout is over, its machines have their turns one after
 * the other: none can make a difference to another any more.
 */
export function movesFrom(world: World, surroundings: Surroundings): Move[] {
  const stage = new Stage(world, surroundings);
  const turn = isOver(world) ? world.mail[0]?.machine : undefined;
  for (const head of heads(world.mail)) if (turn === undefined || head.machine === turn) stage.deliver(head);
  for (const [index] of world.machines.entries()) if (turn === undefined || index === turn) stage.playMachine(index);
  if (turn !== undefined) return stage.moves;
  stage.passDeadlines();
  stage.playOperator();
  return stage.moves;
}

/** One world, and what may happen in it. */
class Stage {
  readonly moves: Move[] = [];
  readonly #world: World;
  readonly #surroundings: Surroundings;

  constructor(world: World, surroundings: Surroundings) {
    this.#world = world;
    this.#surroundings = surroundings;
  }

  deliver(head: Letter): void {
    const { progressMs = 0 } = this.#surroundings.order;
    const times = head.to === 'rollout' && progressMs > 0 ? [0, progressMs] : [0];
    for (const now of times) {
      const label = `${head.from} to ${head.to}${now > 0 ? ', late' : ''}: ${head.name}`;
      this.#add(label, this.#draft().take(head, now), true);
    }
  }

  passDeadlines(): void {
    for (const [who, { effects }] of actorsWithEffects(this.#world)) {
      for (const effect of effects) {
        const event = { type: `xstate.done.actor.${effect}`, output: undefined };
        this.#add(
          `${who}: its ${effect} passes`,
          this.#draft().play(who, event.type, () => [event]),
          true,
        );
      }
    }
  }

  playOperator(): void {
    if (this.#world.rollout.is('running')) this.#tell('rollout', { type: 'pause', actor: 'me' }, 'pause');
    if (this.#world.rollout.is('paused')) this.#tell('rollout', { type: 'resume', actor: 'me' }, 'resume');
    if (!hasEnded(this.#world)) this.#tell('rollout', { type: 'cancel', actor: 'me' }, 'cancel');
  }

  playMachine(index: number): void {
    const { actor = 'deleted', isBroken } = this.#world.machines[index] ?? {};
    if (actor === 'deleted' || isBroken === true) return;
    // What it runs later is no business of a rollout that has ended.
    if (hasEnded(this.#world) && contextOf(actor).part?.verdict !== 'open') return;
    const who: Party = `machine ${index}`;
    const { reports, soakMs = 0 } = this.#surroundings.order;
    for (const { name, events } of reportsOf(actor, reports, soakMs))
      this.#add(`${who} reports: ${name}`, this.#draft().play(who, name, events));
    if (actor.is('lifecycle.active')) this.#tell(who, { type: 'maintain' }, 'maintain');
    else this.#tell(who, { type: 'activate' });
    this.#tell(who, { type: 'desire', path: OTHER, actor: 'me' }, 'desire');
    const { budget } = this.#world;
    if (budget.delete > 0) this.#add(`${who} is deleted`, this.#draft().spend('delete').remove(index));
    if (budget.break > 0) this.#add(`${who} breaks`, this.#draft().spend('break').break(index));
  }

  #tell(who: Party, event: ActorEvent, spent?: Rarity): void {
    if (spent !== undefined && this.#world.budget[spent] <= 0) return;
    const draft = spent === undefined ? this.#draft() : this.#draft().spend(spent);
    this.#add(
      `${who}: ${event.type}`,
      draft.play(who, event.type, () => [{ ...event, now: 0 }]),
    );
  }

  #add(label: string, draft: Draft, isBound = false): void {
    const next = draft.done;
    const { hasMistold, hasMisbegun } = draft;
    if (isBound || !isSame(this.#world, next)) this.moves.push({ label, isBound, next, hasMistold, hasMisbegun });
  }

  #draft(): Draft {
    return new Draft(this.#world, this.#surroundings);
  }
}

/** Nothing will happen to the rollout any more. */
export const hasEnded = ({ rollout }: World): boolean =>
  ['completed', 'failed', 'cancelled'].some((state) => rollout.is(state));

/** It has ended, and so have its batches: all that is left to do is between it and single machines. */
const isOver = ({ rollout, batches, mail }: World): boolean =>
  rollout.isDead &&
  batches.every((batch) => batch === undefined || batch.isDead || batch.is('failed')) &&
  mail.every(({ machine }) => machine !== undefined);

function* actorsWithEffects({ rollout, batches }: World): Generator<[Party, Local]> {
  yield ['rollout', rollout];
  for (const [index, batch] of batches.entries()) if (batch !== undefined) yield [`batch ${index}`, batch];
}

/** Nothing came of it, whatever it cost. */
const isSame = (before: World, after: World): boolean =>
  after.rollout === before.rollout &&
  after.mail === before.mail &&
  after.machines.every((machine, index) => {
    const was = before.machines[index];
    return machine.actor === was?.actor && machine.isBroken === was.isBroken;
  });
