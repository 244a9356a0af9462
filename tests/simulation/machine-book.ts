import type { Attempt } from '../../machines/model/attempt.ts';
import type { Happening, Host } from './host.ts';
import type { Timeline } from './timeline.ts';

/** An attempt as one sees it from outside: a switch that an agent began, with a dead man or without. */
export interface TrackedAttempt {
  readonly id: string;
  readonly wanted: string;
  readonly assignment: string | null;
  readonly previous: string;
  /** In which database of the agent it was written down. */
  readonly memory: number;
  /** A reboot had to bring what was wanted. */
  neededReboot: boolean;
  /** When the machine began to go back; undefined: it has not. */
  wentBackAt: number | undefined;
}

/** What happened to one machine, and what it has proved: our own book, in which nothing is what an agent says. */
export class MachineBook {
  /** Attempts whose switch or whose way back has begun, oldest first. */
  readonly attempts: TrackedAttempt[] = [];
  /** When what runs began to run. */
  since: number;
  readonly #host: Host;
  readonly #timeline: Pick<Timeline, 'now'>;
  /** Whose dead man was asked for: an agent may die before it begins to switch. */
  readonly #meant = new Map<string, Attempt>();
  /** Paths on which the machine was well, and reached its control plane, without a change in between. */
  readonly #proved: Set<string>;
  #memories = 1;
  #isWell = false;
  #hasReached = false;

  constructor(host: Host, timeline: Pick<Timeline, 'now'>) {
    this.#host = host;
    this.#timeline = timeline;
    this.since = timeline.now;
    this.#proved = new Set([host.running]);
  }

  /** What runs has proved itself since it began to run. */
  get isProved(): boolean {
    return this.#isWell && this.#hasReached;
  }

  /** A machine has proved itself on this path at some time. */
  hasProved(path: string): boolean {
    return this.#proved.has(path);
  }

  /** How often the agent's database was lost, from 1. */
  get memories(): number {
    return this.#memories;
  }

  /** The newest attempt at a path. */
  lastAt(path: string): TrackedAttempt | undefined {
    return this.attempts.findLast(({ wanted }) => wanted === path);
  }

  means(attempt: Attempt): void {
    this.#meant.set(attempt.id, attempt);
  }

  /** The attempt that a switch belongs to, by the name of the switch. */
  meantBy(name: string): Attempt | undefined {
    return this.#meant.get(name.split('/')[0] ?? '');
  }

  /** All checks have passed. */
  isWell(): void {
    this.#isWell = true;
    this.#noteProof();
  }

  /** The control plane has answered to a new connection. */
  hasReached(): void {
    this.#hasReached = true;
    this.#noteProof();
  }

  lostMemory(): void {
    this.#memories += 1;
  }

  saw(happening: Happening): void {
    switch (happening.type) {
      case 'begins':
        return this.#begins(happening);
      case 'runs':
        this.since = this.#timeline.now;
        this.#isWell = this.#hasReached = false;
        return;
      case 'needs reboot': {
        const last = this.lastAt(happening.path);
        if (last !== undefined) last.neededReboot = true;
        return;
      }
      case 'goes back': {
        const back = this.#tracked(happening.attempt);
        if (back !== undefined) back.wentBackAt ??= this.#timeline.now;
        return;
      }
      case 'would boot':
        return;
    }
  }

  #begins({ name, step }: { readonly name: string; readonly step: string }): void {
    const meant = this.meantBy(name);
    if (meant !== undefined && step !== 'boot' && name === `${meant.id}/${step}`) this.#tracked(meant.id);
  }

  /** An attempt, from now on tracked if it was not: it may go back before its switch has begun. */
  #tracked(id: string): TrackedAttempt | undefined {
    const known = this.attempts.find((attempt) => attempt.id === id);
    const meant = this.#meant.get(id);
    if (known !== undefined || meant === undefined) return known;
    const { wanted, assignment, previous } = meant;
    const tracked = { id, wanted, assignment, previous, memory: this.#memories };
    this.attempts.push({ ...tracked, neededReboot: false, wentBackAt: undefined });
    return this.attempts.at(-1);
  }

  #noteProof(): void {
    if (this.isProved) this.#proved.add(this.#host.running);
  }
}
