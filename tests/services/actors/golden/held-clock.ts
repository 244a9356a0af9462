import { FakeClock } from '../../../support/fake-clock.ts';

/** A clock on which a look costs time when it is told so: groups of deliveries are then cut short, and what is under way stays there. */
export class HeldClock extends FakeClock {
  /** 0: time stands still. 3: a group takes one mail. 5: a group takes one delivery, and no mail. */
  costMs = 0;

  override now(): number {
    if (this.costMs > 0) this.pass(this.costMs);
    return super.now();
  }
}
