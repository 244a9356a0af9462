import { type ActorEvent, blurred, type Local } from './chart-table.ts';
import type { Budget } from './configuration.ts';
import type { Row } from './registry.ts';

/** Who sends and receives mail: the rollout, a batch, a machine; `post` returns mail. */
export type Party = 'rollout' | 'post' | `batch ${number}` | `machine ${number}`;

/** Mail that nobody has taken yet. */
export interface Letter {
  readonly from: Party;
  readonly to: Party;
  readonly event: ActorEvent;
  /** The event, for those between which the charts make no difference. */
  readonly name: string;
  /** A number for the name, and one for the pair; that of a machine is the same whichever machine it is. */
  readonly nameId: number;
  readonly pairId: number;
  /** The machine that sends or receives it. */
  readonly machine: number | undefined;
}

/** A machine: its actor, unless it was deleted, and its row. */
export interface Machine {
  readonly actor: Local | 'deleted';
  readonly row: Row;
  /** Its actor cannot take its mail any more: what it is sent is returned. */
  readonly isBroken: boolean;
}

/** One rollout and all that it is about, at one moment. */
export interface World {
  readonly rollout: Local;
  /** Undefined: it was not sent anything yet. */
  readonly batches: readonly (Local | undefined)[];
  readonly machines: readonly Machine[];
  /** Oldest first. */
  readonly mail: readonly Letter[];
  readonly budget: Budget;
}

/** Writes letters; equal ones are the same object. */
export class Letters {
  readonly #letters = new Map<string, Letter>();
  readonly #numbers = new Map<string, number>();

  /** A letter; what is only told to people is left out. */
  letter(from: Party, to: Party, event: ActorEvent): Letter {
    const name = blurred(event);
    const key = `${from}>${to} ${name}`;
    const known = this.#letters.get(key);
    if (known !== undefined) return known;
    const pairId = this.#numberOf(`${from}>${to}`.replace(/machine \d+/, 'machine'));
    const machine = /machine (\d+)/.exec(`${from}>${to}`)?.[1];
    const ids = { nameId: this.#numberOf(name), pairId, machine: machine === undefined ? undefined : Number(machine) };
    const made = { from, to, event, name, ...ids };
    this.#letters.set(key, made);
    return made;
  }

  #numberOf(word: string): number {
    const number = this.#numbers.get(word) ?? this.#numbers.size;
    this.#numbers.set(word, number);
    return number;
  }
}

/** The letters that may be taken next: what one party tells another is taken in order, all else in any order. */
export function heads(mail: readonly Letter[]): Letter[] {
  return mail.filter(
    ({ from, to }, index) => !mail.some((other, at) => at < index && other.from === from && other.to === to),
  );
}

/**
 * Two worlds with the same key go on alike. The machines of a batch are alike, whichever is which; of the order of mail only
 * that between two parties matters.
 */
export function keyOf({ rollout, batches, machines, mail, budget }: World, batchOf: readonly number[]): string {
  const own = machines.map(({ actor, row, isBroken }, index) => {
    const state = actor === 'deleted' ? actor : actor.id;
    const letters = namesOf(mail, index);
    return `${batchOf[index]} ${state} ${row.id}${isBroken ? 'b' : ''}${letters}`;
  });
  const batchIds = batches.map((batch) => batch?.id ?? '-').join();
  return `${rollout.id} ${batchIds} ${Object.values(budget).join()}|${own.toSorted().join('|')}|${namesOf(mail, undefined)}`;
}

/** The letters of a machine, or of none: pair by pair, and in order. */
function namesOf(mail: readonly Letter[], machine: number | undefined): string {
  const own = mail.filter((letter) => letter.machine === machine);
  if (own.length > 1) own.sort((one, other) => one.pairId - other.pairId);
  let names = '';
  for (const { pairId, nameId } of own) names += ` ${pairId}:${nameId}`;
  return names;
}
