import { CommandFailed } from '../../machines/errors.ts';
import type { HealthReport } from '../../machines/model/health.ts';
import { diceFor } from './dice-for.ts';
import { FIRST_RELEASE, type Malady, pathOf } from './plan.ts';
import type { Timeline } from './timeline.ts';

/** What a host is made of. */
export interface HostParts {
  readonly seed: number;
  readonly machineId: string;
  readonly timeline: Timeline;
  readonly maladies: readonly Malady[];
  /** A switch to a path begins. */
  readonly switching: (path: string) => void;
}

/** A switch: it goes on whatever becomes of who began it. */
interface Switch {
  readonly path: string;
  exitCode: number | undefined;
  readonly waiting: Set<() => void>;
}

const HEALTHY_CHECK = { status: 'pass', check_name: 'web', duration_ms: 3 } as const;
const ILL_CHECK = {
  status: 'fail',
  check_name: 'web',
  duration_ms: 7,
  message: 'expected status 200, got 503',
} as const;

/** What there is of a machine when its agent is away: store, profile, running system, switches under way. */
export class Host {
  readonly store: Set<string>;
  /** Generations of the system profile, the newest last. */
  readonly profile: string[];
  running: string;
  booted: string;
  #boots = 1;
  #bootedAt: number;
  readonly #parts: HostParts;
  readonly #begin: number;
  readonly #switches = new Map<string, Switch>();

  constructor(parts: HostParts) {
    const first = pathOf(FIRST_RELEASE, parts.machineId);
    this.#parts = parts;
    this.#begin = parts.timeline.now;
    this.#bootedAt = parts.timeline.now;
    this.store = new Set([first]);
    this.profile = [first];
    this.running = first;
    this.booted = first;
  }

  get bootId(): string {
    return `boot-${this.#boots}`;
  }

  get uptimeSeconds(): number {
    return Math.floor((this.#parts.timeline.now - this.#bootedAt) / 1000);
  }

  /** A switch has begun and not ended. */
  get isSwitching(): boolean {
    return [...this.#switches.values()].some(({ exitCode }) => exitCode === undefined);
  }

  /** How long it takes to fetch or to switch to a path now. */
  pace(path: string, usualMs: number): number {
    return this.#isSick(path, 'slow') ? usualMs * 12 : usualMs;
  }

  /** A path comes into the store, if it can. Throws `CommandFailed`. */
  fetched(path: string): void {
    if (!this.store.has(path) && this.#isSick(path, 'unfetchable')) throw new CommandFailed(`cannot fetch ${path}`);
    this.store.add(path);
  }

  /** Throws `CommandFailed` for a path that is not in the store. */
  setProfile(path: string): void {
    if (!this.store.has(path)) throw new CommandFailed(`${path} is not in the store`);
    if (this.profile.at(-1) !== path) this.profile.push(path);
  }

  /** Begins a switch, once for each attempt. */
  begin(attempt: string, path: string): void {
    if (this.#switches.has(attempt)) return;
    const begun: Switch = { path, exitCode: undefined, waiting: new Set() };
    this.#switches.set(attempt, begun);
    this.#parts.switching(path);
    this.#parts.timeline.after(this.pace(path, 1_500), () => this.#end(begun));
  }

  /** Calls back when a switch has ended, with its exit code: -1 when it is not known how. */
  whenEnded(attempt: string, ended: (exitCode: number) => void): void {
    const begun = this.#switches.get(attempt);
    if (begun === undefined || begun.exitCode !== undefined) return ended(begun?.exitCode ?? -1);
    begun.waiting.add(() => ended(begun.exitCode ?? -1));
  }

  /** Calls back when no other switch is under way than this attempt's. */
  whenQuietBut(attempt: string, quiet: () => void): void {
    const busy = [...this.#switches].find(([name, { exitCode }]) => name !== attempt && exitCode === undefined);
    if (busy === undefined) return quiet();
    busy[1].waiting.add(() => this.whenQuietBut(attempt, quiet));
  }

  /** The machine starts again, with what its profile says; nobody knows any more of switches that were under way. */
  reboot(): void {
    for (const cut of this.#switches.values()) cut.exitCode ??= -1;
    this.#switches.clear();
    this.#boots += 1;
    this.#bootedAt = this.#parts.timeline.now;
    this.running = this.profile.at(-1) ?? this.running;
    this.booted = this.running;
  }

  /** What the checks say now; `at` is what the machine's clock says. */
  health(at: number): HealthReport {
    const passed = !this.#isSick(this.running, 'ill') && !this.#isFlappingDown();
    return {
      results: [passed ? HEALTHY_CHECK : ILL_CHECK],
      all_passed: passed,
      timestamp: new Date(at).toISOString(),
    };
  }

  #end(ended: Switch): void {
    if (ended.exitCode !== undefined) return;
    const { path } = ended;
    const refuses = this.#isSick(path, 'refuses');
    if (!refuses) this.running = path;
    ended.exitCode = refuses || this.#isSick(path, 'breaks') ? 1 : 0;
    for (const wake of ended.waiting) wake();
  }

  #isFlappingDown(): boolean {
    if (!this.#isSick(this.running, 'flapping')) return false;
    const { seed, machineId, timeline } = this.#parts;
    return diceFor(seed, 'flap', machineId, Math.floor((timeline.now - this.#begin) / 12_000)).is(0.5);
  }

  #isSick(path: string, what: Malady['what']): boolean {
    const at = this.#parts.timeline.now - this.#begin;
    return this.#parts.maladies.some(
      (malady) =>
        malady.what === what &&
        path === pathOf(malady.release, malady.machine) &&
        malady.from <= at &&
        at < malady.until,
    );
  }
}
