import { FleetError, Unavailable, Unreachable } from '../../machines/errors.ts';
import type { Chance } from '../../services/actors/chance.ts';
import type { OnceInput, Repeatable, RequestName, Requests } from '../../services/actors/engine.ts';
import type { ControlPlane } from './control-plane.ts';
import { diceFor } from './dice-for.ts';
import type { EventRow } from './commit.ts';
import { type Order, pathOf, type PlannedMachine, type PlannedRollout, type Reaction, RELEASES } from './plan.ts';
import type { Tale } from './tale.ts';
import type { Timeline } from './timeline.ts';

const TRIES = 6;
const PAUSE_MS = 8_000;
/** What an operator may be refused. */
const REFUSALS = ['BAD_INPUT', 'CONFLICT', 'NOT_FOUND', 'IDEMPOTENCY_KEY_REUSED'];

/** What the audit calls what they ask for. */
const ACTIONS: Partial<Record<RequestName, string>> = {
  createRelease: 'create_release',
  register: 'register',
  pinTags: 'pin_tags',
  deleteMachine: 'delete_machine',
  updateLifecycle: 'update_lifecycle',
  notifyDeploy: 'notify_deploy',
  clearDesired: 'clear_desired',
  createRollout: 'rollout.created',
  pauseRollout: 'rollout.paused',
  resumeRollout: 'rollout.resumed',
  cancelRollout: 'rollout.cancelled',
  deleteRollout: 'rollout.deleted',
};

/** What operators work with. */
export interface OperatorParts {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly tale: Tale;
  readonly plane: ControlPlane;
}

/** Something that an operator asks for. */
interface Asked<Name extends RequestName> {
  readonly id: string;
  readonly name: Name;
  readonly input: Requests[Name]['input'];
  readonly isKeyed?: boolean;
}

/** The people of a fleet: they make releases and rollouts, see to machines, and watch what becomes of it. */
export class Operators {
  /** What was promised to them: by the id of what they did, the action that the audit must show. */
  readonly promised = new Map<string, string>();
  /** What they were refused in the end, in the same way. */
  readonly refused = new Map<string, string>();
  readonly #parts: OperatorParts;
  readonly #watched = new Map<Reaction, number>();
  #hasGoneHome = false;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  /** Before anything else: the releases are made, and machines are registered. */
  prepare(machines: readonly PlannedMachine[]): void {
    for (const release of RELEASES) {
      const entries = machines.map(({ id }) => entryOf(release, id));
      void this.#insist({ id: release, name: 'createRelease', input: { release: { entries }, actor: actor(release) } });
    }
    for (const { id, lifecycle, tag } of machines) {
      if (lifecycle === null) continue;
      const input = { machineId: id, lifecycle, tags: [tag], actor: actor(`register-${id}`) };
      void this.#insist({ id: `register-${id}`, name: 'register', input });
    }
  }

  rollOut({ id, at, release, body, isKeyed }: PlannedRollout): void {
    this.#at(at, () => {
      const rollout = { ...body, release_id: `rel-${release}.1` };
      return this.#insist({ id, name: 'createRollout', input: { rollout, actor: actor(id) }, isKeyed });
    });
  }

  /** From now on somebody watches a rollout. */
  watch(reaction: Reaction): void {
    this.#watched.set(reaction, reaction.times);
  }

  order(order: Order): void {
    this.#at(order.at, () => this.#insist(asked(order)));
  }

  /** An event is seen on the screen. */
  saw({ type, rollout_id, detail }: EventRow): void {
    if (type !== 'status_change') return;
    const { to } = JSON.parse(detail) as { to: string };
    const made = itemOf(rollout_id);
    for (const [reaction, times] of this.#watched) {
      if (reaction.of !== made || reaction.on !== to || times === 0) continue;
      this.#watched.set(reaction, times - 1);
      this.#parts.timeline.after(reaction.after, () => void this.#react(reaction, rollout_id, times));
    }
  }

  /** From now on nobody does anything. */
  goHome(): void {
    this.#hasGoneHome = true;
  }

  #at(ms: number, work: () => Promise<void>): void {
    this.#parts.timeline.after(ms, () => void work());
  }

  #react({ id, what }: Reaction, rolloutId: string, times: number): Promise<void> {
    const who = `${id}-${times}`;
    const isKeyed = what !== 'deleteRollout' && diceFor(this.#parts.seed, who).is(0.5);
    return this.#insist({ id: who, name: what, input: { id: rolloutId, actor: actor(who) }, isKeyed });
  }

  /** Asks; with a key again and again until there is an answer. */
  async #insist<Name extends RequestName>(asks: Asked<Name>): Promise<void> {
    const { timeline, tale } = this.#parts;
    const chance = this.#chance(asks.id);
    for (let left = asks.isKeyed ? TRIES : 1; left > 0 && !this.#hasGoneHome; left -= 1) {
      const end = await this.#ask(asks, chance);
      tale.tell(asks.id, `${asks.name}: ${end}`);
      const action = ACTIONS[asks.name] ?? asks.name;
      if (end === 'done') this.promised.set(asks.id, action);
      if (end.startsWith('refused')) this.refused.set(asks.id, action);
      if (end !== 'no answer') return;
      await new Promise<void>((resolve) => void timeline.after(PAUSE_MS, resolve));
    }
  }

  async #ask<Name extends RequestName>({ id, name, input, isKeyed }: Asked<Name>, chance: Chance): Promise<string> {
    const { plane, tale } = this.#parts;
    try {
      if (isKeyed) await plane.request('once', onceInput(id, name as Repeatable, input), chance);
      else await plane.request(name, input, chance);
      tale.saw(`asked: ${name}`);
      return 'done';
    } catch (error) {
      if (error instanceof Unreachable || error instanceof Unavailable) return 'no answer';
      if (error instanceof FleetError && REFUSALS.includes(error.code)) return `refused: ${error.message}`;
      tale.breaks('a bug', `${name}: ${error instanceof Error ? error.stack : String(error)}`);
      return 'failed';
    }
  }

  /** Names that tell whose they are, another for each try. */
  #chance(id: string): Chance {
    let made = 0;
    const dice = diceFor(this.#parts.seed, 'chance', id);
    const uuid = () => `${id}.${(made += 1)}`;
    return { uuid, seed: () => dice.below(2 ** 32), secret: uuid };
  }
}

/** Who asks, as the audit names it. */
export const actor = (id: string): string => `apikey:${id}`;

/** The item that made this rollout. */
const itemOf = (rolloutId: string): string => rolloutId.replace(/^r-/, '').replace(/\.\d+$/, '');

const entryOf = (release: string, id: string) => ({
  hostname: id,
  store_path: pathOf(release, id),
  platform: 'x86_64-linux',
  tags: [],
});

const onceInput = (id: string, name: Repeatable, input: unknown): OnceInput => ({
  name,
  input,
  actor: actor(id),
  key: id,
  fingerprint: id,
});

function asked({ id, machine, does, isKeyed }: Order): Asked<RequestName> {
  const who = { machineId: machine, actor: actor(id) };
  switch (does.what) {
    case 'move':
      return { id, name: 'updateLifecycle', input: { ...who, lifecycle: does.lifecycle } };
    case 'register':
      return { id, name: 'register', input: { ...who, lifecycle: does.lifecycle, tags: [] }, isKeyed };
    case 'notify':
      return { id, name: 'notifyDeploy', input: { ...who, path: pathOf(does.release, machine) }, isKeyed };
    case 'clear':
      return { id, name: 'clearDesired', input: who };
    case 'delete':
      return { id, name: 'deleteMachine', input: who };
    case 'pin':
      return { id, name: 'pinTags', input: { ...who, tags: does.tags } };
  }
}
