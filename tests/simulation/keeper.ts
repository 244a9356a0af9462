import type { Attempt } from '../../machines/model/attempt.ts';
import type { StepEnd } from '../../services/host/activation.ts';
import { ACTIVATION_MS, type Happening, type Host, type SwitchOrder } from './host.ts';
import type { Timeline } from './timeline.ts';

/** How long a machine has to prove itself. */
export const CONFIRM_MS = 10_000;
const TRIES = 4;
const PAUSE_MS = 5_000;

/** What keeps watch over attempts, outside of the agent. */
export interface KeeperParts {
  readonly host: Host;
  readonly timeline: Timeline;
  readonly saw: (happening: Happening) => void;
}

/** What is kept of an attempt. */
interface Kept {
  readonly attempt: Attempt;
  actsAt: number;
  /** Calls the dead man's alarm off. */
  quiet: () => void;
  claim: 'fired' | 'called-off' | undefined;
  isHurried: boolean;
  isReturning: boolean;
  end: StepEnd | undefined;
  readonly waiting: Set<(end: StepEnd) => void>;
}

/** The dead men of a machine, and who goes the way back: they live apart from the agent, until the machine is restarted. */
export class Keeper {
  readonly #parts: KeeperParts;
  #kept = new Map<string, Kept>();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  arm(attempt: Attempt): void {
    this.#bring(attempt, ACTIVATION_MS + CONFIRM_MS);
  }

  /** From the first time on that somebody asks there is only the time to prove itself; ms that are left. */
  hurry(attempt: Attempt): number {
    const kept = this.#bring(attempt, CONFIRM_MS);
    this.#hurry(kept);
    return Math.max(0, kept.actsAt - this.#parts.timeline.now);
  }

  /** Whether the dead man had begun. */
  callOff({ id }: Pick<Attempt, 'id'>): boolean {
    const kept = this.#kept.get(id);
    if (kept === undefined) return false;
    kept.claim ??= 'called-off';
    if (kept.claim === 'called-off') kept.quiet();
    return kept.claim === 'fired';
  }

  hasFired(id: string): boolean {
    return this.#kept.get(id)?.claim === 'fired';
  }

  /** Begins a step of an attempt, unless it has begun before; false: the machine goes back already. */
  begin(id: string, name: string, order: SwitchOrder): boolean {
    const { host } = this.#parts;
    const kept = this.#kept.get(id);
    if (host.hasBegun(name)) return true;
    if (kept?.claim === 'fired' || kept?.isReturning || kept?.end) return false;
    host.begin(name, order);
    // Who keeps the switch hurries the dead man when it ends, whatever becomes of the agent.
    if (kept && order.step !== 'boot') host.whenEnded(name, () => this.#hurry(kept));
    return true;
  }

  /** Takes the machine back, unless that is under way or done; calls back when it is done. */
  goBack(attempt: Attempt, ended: (end: StepEnd) => void): void {
    const kept = this.#bring(attempt, CONFIRM_MS);
    if (kept.end !== undefined) return ended(kept.end);
    kept.waiting.add(ended);
    this.#return(kept);
  }

  /** Takes back what is half done and none of these; whether there was any. Calls back when that is done. */
  goBackFrom(remembered: readonly string[], done: (hadAny: boolean) => void): void {
    const forgotten = [...this.#kept.values()].filter(
      (kept) => !remembered.includes(kept.attempt.id) && !this.#isOver(kept),
    );
    const [first, ...others] = forgotten;
    if (first === undefined) return done(false);
    for (const other of others) this.goBack(other.attempt, () => undefined);
    this.goBack(first.attempt, () => done(true));
  }

  /** The machine starts again: nothing is kept. */
  forget(): void {
    for (const kept of this.#kept.values()) kept.quiet();
    this.#kept = new Map();
  }

  #bring(attempt: Attempt, inMs: number): Kept {
    const known = this.#kept.get(attempt.id);
    if (known !== undefined) return known;
    const kept: Kept = {
      ...{ attempt, claim: undefined, isHurried: false, isReturning: false, end: undefined },
      ...{ actsAt: Number.POSITIVE_INFINITY, quiet: () => undefined, waiting: new Set() },
    };
    this.#kept.set(attempt.id, kept);
    this.#setAlarm(kept, inMs);
    return kept;
  }

  #hurry(kept: Kept): void {
    if (kept.isHurried || !this.#isKept(kept)) return;
    kept.isHurried = true;
    this.#setAlarm(kept, CONFIRM_MS);
  }

  #setAlarm(kept: Kept, inMs: number): void {
    const { timeline } = this.#parts;
    if (kept.claim !== undefined || timeline.now + inMs >= kept.actsAt) return;
    kept.quiet();
    kept.actsAt = timeline.now + inMs;
    kept.quiet = timeline.after(inMs, () => this.#fire(kept));
  }

  #fire(kept: Kept): void {
    kept.claim ??= 'fired';
    if (kept.claim === 'fired') this.#return(kept);
  }

  #return(kept: Kept): void {
    if (kept.isReturning) return;
    kept.isReturning = true;
    kept.quiet();
    const { host, saw } = this.#parts;
    saw({ type: 'goes back', attempt: kept.attempt.id, path: kept.attempt.previous });
    for (const step of ['test', 'switch'] as const) host.cutOff(stepName(kept.attempt.id, step));
    this.#activatePrevious(kept, 1);
  }

  #activatePrevious(kept: Kept, tries: number): void {
    const name = `${kept.attempt.id}/back-${tries}`;
    this.#whenDone(kept, name, { path: kept.attempt.previous, step: 'test' }, (exitCode) => {
      if (this.#parts.host.running === kept.attempt.previous || tries === TRIES)
        return this.#restoreProfile(kept, exitCode);
      this.#parts.timeline.after(PAUSE_MS, () => this.#isKept(kept) && this.#activatePrevious(kept, tries + 1));
    });
  }

  #restoreProfile(kept: Kept, exitCode: number): void {
    const { host } = this.#parts;
    const { profile } = kept.attempt;
    const isRight = profile === null || host.profile.at(-1) === profile;
    if (isRight) return this.#back(kept, exitCode);
    host.setProfile(profile);
    this.#whenDone(kept, `${kept.attempt.id}/back-boot`, { path: profile, step: 'boot' }, () =>
      this.#back(kept, exitCode),
    );
  }

  #back(kept: Kept, exitCode: number): void {
    kept.end = { exitCode, said: '' };
    for (const ended of kept.waiting) ended(kept.end);
  }

  /** Begins a step when no other is under way. What was cut off by a reboot goes no further. */
  #whenDone(kept: Kept, name: string, order: SwitchOrder, done: (exitCode: number) => void): void {
    const { host } = this.#parts;
    host.whenQuietBut(name, () => {
      if (!this.#isKept(kept)) return;
      host.begin(name, order);
      host.whenEnded(name, (exitCode) => this.#isKept(kept) && done(exitCode));
    });
  }

  /** It went back, never began, or was made permanent. */
  #isOver({ attempt: { id, mode }, end, claim }: Kept): boolean {
    const { host } = this.#parts;
    if (end !== undefined) return true;
    if (claim !== 'called-off') return false;
    return (
      mode === 'switch' || !host.hasBegun(stepName(id, 'test')) || host.exitCodeOf(stepName(`${id}-boot`, 'boot')) === 0
    );
  }

  #isKept(kept: Kept): boolean {
    return this.#kept.get(kept.attempt.id) === kept;
  }
}

/** The name of a step of an attempt. */
export const stepName = (id: string, step: SwitchOrder['step']): string => `${id}/${step}`;
