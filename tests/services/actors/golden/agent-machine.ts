import type { HealthReport } from '../../../../machines/model/health.ts';
import type { Ports } from '../../../../machines/ports.ts';
import type { Attempts } from '../../../../services/store/attempts.ts';
import type { FakeClock } from '../../../support/fake-clock.ts';

/** The effects that a machine plays for its agent. */
type Played = Exclude<keyof Ports, 'sleepUntil' | 'openFlake' | 'makeClosures' | 'registerRelease'>;
export type Bodies = { readonly [Name in Played]: (input: Ports[Name]['input']) => Promise<Ports[Name]['output']> };

/** From one poll to the next: what is wanted, and what goes wrong. */
interface Day {
  readonly wanted: string | null;
  readonly assignment: string;
  readonly breaks?: 'arming' | 'proof' | 'everything';
  readonly exitCode?: number;
}

const OLD = '/nix/store/aaaa-old';
const NEW = '/nix/store/bbbb-new';
const OTHER = '/nix/store/dddd-other';

const DAYS: readonly Day[] = [
  { wanted: null, assignment: '' },
  { wanted: NEW, assignment: 'r-1:0:1', breaks: 'arming' },
  { wanted: NEW, assignment: 'r-1:0:2', exitCode: 100 },
  { wanted: OLD, assignment: 'r-1:revert:1' },
  { wanted: NEW, assignment: 'r-2:0:1', breaks: 'proof' },
  { wanted: NEW, assignment: 'r-3:0:1' },
  { wanted: OTHER, assignment: 'r-4:0:1', breaks: 'everything', exitCode: 1 },
  { wanted: OTHER, assignment: 'r-5:0:1' },
];

/** A machine with which everything happens once. On its last day it proves itself for ever. */
export class AgentMachine {
  readonly #clock: FakeClock;
  readonly #attempts: Attempts;
  #polls = 0;
  #running = OLD;
  #profile: string | null = OLD;
  #hasFailedToReturn = false;

  constructor(clock: FakeClock, attempts: Attempts) {
    this.#clock = clock;
    this.#attempts = attempts;
  }

  /** The next poll is the last. */
  get isLastDay(): boolean {
    return this.#polls === DAYS.length - 1;
  }

  bodies(): Bodies {
    const now = () => ({ now: this.#clock.now() });
    return {
      readClock: () => Promise.resolve({ ...now(), chance: 0 }),
      takeStock: () =>
        Promise.resolve({
          ...{ ...now(), ...this.#system(), hasFired: false },
          ...{ attempt: this.#attempts.open(), lastFailed: this.#attempts.lastFailed() },
        }),
      askWanted: () => this.#ask(),
      fetchClosure: () => Promise.resolve(),
      rememberSystem: () =>
        Promise.resolve({ ...now(), ...this.#system(), brokenUnits: ['old.service'], isBusy: false }),
      armDeadMan: () =>
        this.#day.breaks === 'arming' ? Promise.reject(new Error('no systemd')) : Promise.resolve(now()),
      hurryDeadMan: () => Promise.resolve({ ...now(), deadline: this.#clock.now() + 19_000 }),
      callOffDeadMan: () => Promise.resolve({ ...now(), hasFired: false }),
      setProfile: ({ path }) => Promise.resolve(void (this.#profile = path)),
      activate: (order) => this.#activate(order),
      goBack: ({ attempt }) => this.#goBack(attempt.previous),
      probe: () => Promise.resolve({ ...now(), running: this.#running, health: health(true), condition: CONDITION }),
      prove: () => this.#prove(),
      deliverReports: () => Promise.resolve(now()),
    };
  }

  get #day(): Day {
    return DAYS[this.#polls - 1] ?? { wanted: null, assignment: '' };
  }

  /** Where everything breaks it cannot even be seen what runs. */
  #system(): { running: string; profile: string | null; bootId: string } {
    const isBlind = this.#day.breaks === 'everything';
    return { running: isBlind ? '' : this.#running, profile: isBlind ? null : this.#profile, bootId: 'boot-1' };
  }

  async #ask(): Promise<Ports['askWanted']['output']> {
    this.#polls += 1;
    const { wanted: path, assignment } = this.#day;
    const wanted = path === null ? null : { path, cacheUrl: null, assignment };
    const { running, profile } = this.#system();
    return { now: this.#clock.now(), running, profile, wanted, pollHintSeconds: null, knowsAssignments: true };
  }

  async #activate({ path, step }: Ports['activate']['input']): Promise<Ports['activate']['output']> {
    const exitCode = step === 'boot' ? 0 : (this.#day.exitCode ?? 0);
    if (step !== 'boot' && exitCode === 0) this.#running = path;
    return { now: this.#clock.now(), running: this.#system().running, exitCode, said: '' };
  }

  async #goBack(previous: string): Promise<Ports['goBack']['output']> {
    if (!this.#hasFailedToReturn) {
      this.#hasFailedToReturn = true;
      throw new Error('out of memory');
    }
    this.#running = previous;
    return { now: this.#clock.now(), running: previous, profile: this.#profile, exitCode: 0, said: '' };
  }

  #prove(): Promise<Ports['prove']['output']> {
    if (this.#polls === DAYS.length) return new Promise(() => undefined);
    return Promise.resolve({
      ...{ now: this.#clock.now(), running: this.#running, health: health(this.#day.breaks !== 'proof') },
      ...{ unreachable: null, brokenUnits: [] },
    });
  }
}

const CONDITION = { reboot_required: false, drift_since: null, free_bytes: 1_000_000, clock_skew_ms: 12 };

function health(isWell: boolean): HealthReport {
  const result = { check_name: 'web', duration_ms: 7 };
  return {
    results: [isWell ? { status: 'pass', ...result } : { status: 'fail', ...result, message: 'status 503' }],
    all_passed: isWell,
    timestamp: '2026-01-01T00:00:00Z',
  };
}
