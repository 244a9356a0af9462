import { FakeClock } from '../../support/fake-clock.ts';
import type { Dice } from './dice.ts';

/** A clock on a busy machine: while somebody looks at it time goes on, so groups are cut short and mail stays on disk. */
export class BusyClock extends FakeClock {
  readonly #dice: Dice;
  readonly #busy: number;

  /** `busy`: how likely a look costs a millisecond. */
  constructor(dice: Dice, busy: number) {
    super();
    this.#dice = dice;
    this.#busy = busy;
  }

  override now(): number {
    if (this.#dice.is(this.#busy)) this.pass(1);
    return super.now();
  }
}
