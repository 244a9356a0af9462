import { type AnyMachineSnapshot, initialTransition, transition } from 'xstate';
import type { ReportEmission } from '../../machines/agent-emissions.ts';
import { agentMachine } from '../../machines/agent.ts';
import type { Attempt } from '../../machines/model/attempt.ts';
import type { Condition } from '../../machines/model/condition.ts';
import type { HealthReport } from '../../machines/model/health.ts';
import type { AgentContext, AgentSettings } from '../../machines/policy/agent-cycle.ts';
import type { Ports, Proof, Stock, Wanted } from '../../machines/ports.ts';

/** What runs, what is wanted, and when the story begins. */
export const OLD = '/nix/store/aaaa-old';
export const NEW = '/nix/store/bbbb-new';
export const NOW = 1_000_000;
/** How an agent is started, unless a test says otherwise. */
export const settings: AgentSettings = {
  pollSeconds: 60,
  retrySeconds: 30,
  healthSeconds: 900,
  confirmSeconds: 20,
  mode: 'test-then-boot',
  drift: 'report',
  isDryRun: false,
};

/** Checks that pass, and checks that do not. */
export const well: HealthReport = {
  results: [{ status: 'pass', check_name: 'web', duration_ms: 1 }],
  all_passed: true,
  timestamp: 't',
};
export const ill: HealthReport = {
  results: [{ status: 'fail', check_name: 'web', duration_ms: 7, message: 'expected status 200, got 503' }],
  all_passed: false,
  timestamp: 't',
};

/** How a switch ended, how the probes did, and how the proof. */
export const activated = (running: string, exitCode = 0, said = '') => ({ now: NOW + 5_000, running, exitCode, said });
export const probed = (health: HealthReport, running = NEW) => ({ now: NOW + 9_000, running, health, condition });
export const proof = (changed: Partial<Proof> = {}): Proof => ({
  ...{ now: NOW + 9_000, running: NEW, health: well, unreachable: null, brokenUnits: [] },
  ...changed,
});
export const returned = (running = OLD, exitCode = 0, said = '') => ({
  ...activated(running, exitCode, said),
  profile: OLD,
});
export const notFired = { now: NOW + 9_000, hasFired: false };

/** What is found when nothing was begun. */
export const stock = (changed: Partial<Stock> = {}): Stock => ({
  ...{ now: NOW, running: OLD, profile: OLD, bootId: 'b1', attempt: null, hasFired: false, lastFailed: null },
  ...changed,
});

/** What an agent that fetched the new closure has written down. */
export const anAttempt = (changed: Partial<Attempt> = {}): Attempt => ({
  ...{ id: '1-1', wanted: NEW, assignment: null, previous: OLD, profile: OLD, bootId: 'b1', mode: 'test-then-boot' },
  ...{ phase: 'switching', deadline: 0, problem: null },
  ...changed,
});

const condition: Condition = { reboot_required: false, drift_since: null, free_bytes: 5, clock_skew_ms: null };

/** An agent taken by hand from effect to effect, with what it emitted. */
export class Story {
  readonly emitted: { readonly type: string; readonly [field: string]: unknown }[] = [];
  #snapshot: AnyMachineSnapshot;

  readonly #changed: Partial<AgentSettings>;

  constructor(changed: Partial<AgentSettings> = {}) {
    this.#changed = changed;
    const [snapshot, actions] = initialTransition(agentMachine, { settings: { ...settings, ...changed }, now: NOW });
    this.#snapshot = snapshot;
    this.#note(actions);
  }

  get state(): unknown {
    return this.#snapshot.value;
  }

  /** The effect that is under way, and its input. */
  get effect(): { src: unknown; input: unknown } {
    const { children } = agentMachine.getPersistedSnapshot(this.#snapshot as never) as unknown as {
      children: Record<string, { src: unknown; snapshot: { input: unknown } }>;
    };
    const [child] = Object.values(children);
    return { src: child?.src, input: child?.snapshot.input };
  }

  /** When it means to poll and to report its health. */
  get dueAt(): { poll: number; health: number } {
    const { nextPollAt, nextHealthAt } = this.#snapshot.context as AgentContext;
    return { poll: nextPollAt, health: nextHealthAt };
  }

  /** What was written down last of an attempt. */
  get written(): { attempt: Attempt; end: string | null } | undefined {
    return this.emitted.findLast(({ type }) => type === 'attempt') as never;
  }

  get reports(): Partial<ReportEmission>[] {
    return this.emitted
      .filter(({ type }) => type === 'report')
      .map(
        ({ kind, success, message, health, evidence, running }) =>
          ({ kind, success, message, health, evidence, running }) as never,
      );
  }

  done(output?: unknown): this {
    return this.#end({ type: `xstate.done.actor.${this.#child}`, output });
  }

  fails(message: string): this {
    return this.#end({ type: `xstate.error.actor.${this.#child}`, error: { code: 'X', message } });
  }

  hears(event: { readonly type: string; readonly [field: string]: unknown }): this {
    return this.#end({ now: NOW, ...event });
  }

  starts(): this {
    return this.#end({ type: 'started', settings: { ...settings, ...this.#changed }, now: NOW + 500_000 });
  }

  /** It looks at the facts, and asks what is wanted. */
  asks(wanted: Partial<Wanted> | null, answer: Partial<Ports['askWanted']['output']> = {}): this {
    const { running = OLD, profile = OLD } = answer;
    const { attempt } = this.#snapshot.context as AgentContext;
    if (this.#isIn('checking', 'recalling')) this.done(stock({ running, profile, attempt }));
    const path = wanted && { path: NEW, cacheUrl: null, assignment: null, ...wanted };
    return this.done({
      ...{ now: NOW, running, profile, wanted: path, pollHintSeconds: null, knowsAssignments: false },
      ...answer,
    });
  }

  /** Fetched; what runs is remembered. */
  remembers(changed: Partial<Ports['rememberSystem']['output']> = {}): this {
    const seen = { now: NOW, running: OLD, profile: OLD, bootId: 'b1', brokenUnits: [], isBusy: false };
    return this.done({ ...seen, ...changed });
  }

  /** Fetched, announced and guarded: about to switch. */
  applies(): this {
    return this.done().remembers().done().done({ now: NOW });
  }

  /** The switch ended well: about to prove itself. */
  switches(): this {
    return this.applies()
      .done(activated(NEW))
      .done({ now: NOW, deadline: NOW + 19_000 });
  }

  /** And it has: the closure is made permanent. */
  deploys(): this {
    return this.switches().done(proof()).done(notFired).done().done(activated(NEW));
  }

  /** The report is sent, or not, and the next poll is planned. */
  rests(now = NOW): this {
    return this.done().done({ now, chance: 0 });
  }

  /** The same, and the next poll is due. */
  polls(): this {
    return this.rests().done();
  }

  #isIn(outer: string, inner: string): boolean {
    return this.#snapshot.matches({ [outer]: inner });
  }

  get #child(): string {
    return Object.keys(this.#snapshot.children)[0] ?? 'none';
  }

  #end(event: object): this {
    const [snapshot, actions] = transition(agentMachine, this.#snapshot as never, event as never);
    this.#snapshot = snapshot;
    this.#note(actions);
    return this;
  }

  #note(actions: readonly { readonly type: string; readonly params?: unknown }[]): void {
    for (const { type, params } of actions) {
      if (type === 'xstate.emit') this.emitted.push((params as { event: never }).event);
    }
  }
}
