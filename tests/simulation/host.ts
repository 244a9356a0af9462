import { CommandFailed } from '../../machines/errors.ts';
import type { HealthReport } from '../../machines/model/health.ts';
import { diceFor } from './dice-for.ts';
import { FIRST_RELEASE, type Malady, pathOf } from './plan.ts';
import type { Timeline } from './timeline.ts';

/** What happens to a host that one can see from outside. */
export type Happening =
  | ({ readonly type: 'begins'; readonly name: string } & SwitchOrder)
  /** Another system runs: it was activated, or booted. */
  | { readonly type: 'runs'; readonly path: string; readonly isBooted: boolean }
  /** The next boot will bring this. */
  | { readonly type: 'would boot'; readonly path: string; readonly name: string }
  /** A switch has said that only a reboot can bring this. */
  | { readonly type: 'needs reboot'; readonly path: string }
  | { readonly type: 'goes back'; readonly attempt: string; readonly path: string };

/** What a host is made of. */
export interface HostParts {
  readonly seed: number;
  readonly machineId: string;
  readonly timeline: Timeline;
  readonly maladies: readonly Malady[];
  readonly saw: (happening: Happening) => void;
}

/** What `switch-to-configuration` is called with, and of which system. */
export interface SwitchOrder {
  readonly path: string;
  readonly step: 'test' | 'switch' | 'boot';
}

/** A switch: it goes on whatever becomes of who began it. */
interface Switch extends SwitchOrder {
  exitCode: number | undefined;
  readonly waiting: Set<() => void>;
}

/** A switch that takes longer is ended. */
export const ACTIVATION_MS = 25_000;
const SWITCH_MS = 1_500;
const BOOT_ENTRY_MS = 300;
/** What is not known of how a switch ended. */
const CUT_OFF = -1;
const EXIT_CODES = { 'needs reboot': 100, refuses: 1, breaks: 1, 'failing unit': 4 } as const;
const HEALTHY_CHECK = { status: 'pass', check_name: 'web', duration_ms: 3 } as const;
const ILL_CHECK = {
  status: 'fail',
  check_name: 'web',
  duration_ms: 7,
  message: 'expected status 200, got 503',
} as const;

/** What there is of a machine when its agent is away: store, profile, boot default, running system, switches under way. */
export class Host {
  readonly store: Set<string>;
  /** Generations of the system profile, the newest last. */
  readonly profile: string[];
  running: string;
  booted: string;
  bootDefault: string;
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
    this.bootDefault = first;
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

  /** What runs keeps its messages from getting through. */
  get isCutOff(): boolean {
    return this.isSick(this.running, 'cuts off');
  }

  /** No agent lives on what runs. */
  get killsAgents(): boolean {
    return this.isSick(this.running, 'crashes');
  }

  /** Units that have failed. */
  get brokenUnits(): string[] {
    return this.isSick(this.running, 'failing unit') ? ['web.service'] : [];
  }

  /** How long it takes to fetch or to switch to a path now. */
  pace(path: string, usualMs: number): number {
    return this.isSick(path, 'slow') ? usualMs * 12 : usualMs;
  }

  /** A path comes into the store, if it can. Throws `CommandFailed`. */
  fetched(path: string): void {
    if (!this.store.has(path) && this.isSick(path, 'unfetchable')) throw new CommandFailed(`cannot fetch ${path}`);
    this.store.add(path);
  }

  /** Throws `CommandFailed` for a path that is not in the store. */
  setProfile(path: string): void {
    if (!this.store.has(path)) throw new CommandFailed(`${path} is not in the store`);
    if (this.profile.at(-1) !== path) this.profile.push(path);
  }

  /** Begins a switch, once for each name. */
  begin(name: string, order: SwitchOrder): void {
    if (this.#switches.has(name)) return;
    const { timeline, saw } = this.#parts;
    const { path, step } = order;
    const begun: Switch = { ...order, exitCode: undefined, waiting: new Set() };
    this.#switches.set(name, begun);
    saw({ type: 'begins', name, ...order });
    // The boot entry is written first, and the system activated then.
    if (step === 'switch') this.#wouldBoot(path, name);
    timeline.after(this.pace(path, step === 'boot' ? BOOT_ENTRY_MS : SWITCH_MS), () => this.#activate(name, begun));
    timeline.after(ACTIVATION_MS, () => this.#end(begun, CUT_OFF));
  }

  /** Ends a switch that is under way. */
  cutOff(name: string): void {
    const begun = this.#switches.get(name);
    if (begun !== undefined) this.#end(begun, CUT_OFF);
  }

  hasBegun(name: string): boolean {
    return this.#switches.has(name);
  }

  /** How a switch has ended; undefined: it has not, or nobody began it. */
  exitCodeOf(name: string): number | undefined {
    return this.#switches.get(name)?.exitCode;
  }

  /** Calls back when a switch has ended, with its exit code: -1 when it is not known how. */
  whenEnded(name: string, ended: (exitCode: number) => void): void {
    const begun = this.#switches.get(name);
    if (begun === undefined || begun.exitCode !== undefined) return ended(begun?.exitCode ?? CUT_OFF);
    begun.waiting.add(() => ended(begun.exitCode ?? CUT_OFF));
  }

  /** Calls back when no other switch is under way than this one. */
  whenQuietBut(name: string, quiet: () => void): void {
    const busy = [...this.#switches].find(([other, { exitCode }]) => other !== name && exitCode === undefined);
    if (busy === undefined) return quiet();
    busy[1].waiting.add(() => this.whenQuietBut(name, quiet));
  }

  /** The machine starts again, with its boot default; nobody knows any more of switches that were under way. */
  reboot(): void {
    for (const cut of this.#switches.values()) cut.exitCode ??= CUT_OFF;
    this.#switches.clear();
    this.#boots += 1;
    this.#bootedAt = this.#parts.timeline.now;
    this.running = this.bootDefault;
    this.booted = this.running;
    this.#parts.saw({ type: 'runs', path: this.running, isBooted: true });
  }

  /** What the checks say now; `at` is what the machine's clock says. */
  health(at: number): HealthReport {
    const passed = !this.isSick(this.running, 'ill') && !this.#isFlappingDown();
    return {
      results: [passed ? HEALTHY_CHECK : ILL_CHECK],
      all_passed: passed,
      timestamp: new Date(at).toISOString(),
    };
  }

  /** Something is wrong with a path, now and until `forMs` from now. */
  isSick(path: string, what: Malady['what'], forMs = 0): boolean {
    const at = this.#parts.timeline.now - this.#begin;
    return this.#parts.maladies.some(
      (malady) =>
        malady.what === what &&
        path === pathOf(malady.release, malady.machine) &&
        malady.from <= at &&
        at + forMs < malady.until,
    );
  }

  #activate(name: string, begun: Switch): void {
    if (begun.exitCode !== undefined) return;
    const { path, step } = begun;
    if (step === 'boot') {
      this.#wouldBoot(path, name);
      return this.#end(begun, 0);
    }
    const trouble = (['needs reboot', 'refuses', 'breaks', 'failing unit'] as const).find((what) =>
      this.#has(path, what),
    );
    if (trouble === 'needs reboot') this.#parts.saw({ type: 'needs reboot', path });
    if (trouble !== 'needs reboot' && trouble !== 'refuses') this.#run(path);
    if (!this.isSick(path, 'hangs')) this.#end(begun, trouble === undefined ? 0 : EXIT_CODES[trouble]);
  }

  /** What was booted needs no reboot. */
  #has(path: string, trouble: keyof typeof EXIT_CODES): boolean {
    return this.isSick(path, trouble) && !(trouble === 'needs reboot' && this.booted === path);
  }

  #run(path: string): void {
    if (this.running === path) return;
    this.running = path;
    this.#parts.saw({ type: 'runs', path, isBooted: false });
  }

  #wouldBoot(path: string, name: string): void {
    if (this.bootDefault === path) return;
    this.bootDefault = path;
    this.#parts.saw({ type: 'would boot', path, name });
  }

  #end(ended: Switch, exitCode: number): void {
    if (ended.exitCode !== undefined) return;
    ended.exitCode = exitCode;
    for (const wake of ended.waiting) wake();
  }

  #isFlappingDown(): boolean {
    if (!this.isSick(this.running, 'flapping')) return false;
    const { seed, machineId, timeline } = this.#parts;
    return diceFor(seed, 'flap', machineId, Math.floor((timeline.now - this.#begin) / 12_000)).is(0.5);
  }
}
