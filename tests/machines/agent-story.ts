import { type AnyMachineSnapshot, initialTransition, transition } from 'xstate';
import type { ReportEmission } from '../../machines/agent-emissions.ts';
import { agentMachine } from '../../machines/agent.ts';
import type { HealthReport } from '../../machines/model/health.ts';
import type { AgentContext, AgentSettings } from '../../machines/policy/agent-cycle.ts';
import type { Ports, Wanted } from '../../machines/ports.ts';

/** What runs, what is wanted, and when the story begins. */
export const OLD = '/nix/store/aaaa-old';
export const NEW = '/nix/store/bbbb-new';
export const NOW = 1_000_000;
const settings: AgentSettings = {
  pollSeconds: 60,
  retrySeconds: 30,
  healthSeconds: 900,
  verifySeconds: 20,
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

/** How a switch ended, and how the probes did. */
export const activated = (running: string, exitCode = 0, said = '') => ({ now: NOW + 5_000, running, exitCode, said });
export const probed = (health: HealthReport, running = NEW) => ({ now: NOW + 9_000, running, health });

/** An agent taken by hand from effect to effect, with what it emitted. */
export class Story {
  readonly emitted: { readonly type: string; readonly [field: string]: unknown }[] = [];
  #snapshot: AnyMachineSnapshot;

  constructor(changed: Partial<AgentSettings> = {}) {
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

  starts(): this {
    return this.#end({ type: 'started', settings, now: NOW + 500_000 });
  }

  asks(wanted: Partial<Wanted> | null, answer: Partial<Ports['askWanted']['output']> = {}): this {
    const path = wanted && { path: NEW, cacheUrl: null, assignment: null, ...wanted };
    return this.done({
      now: NOW,
      running: OLD,
      wanted: path,
      pollHintSeconds: null,
      knowsAssignments: false,
      ...answer,
    });
  }

  /** Fetched and remembered: about to set the profile. */
  appliesFrom(running = OLD): this {
    return this.done().done({ now: NOW, running, isBusy: false }).done();
  }

  /** The report is sent, the cycle ends, the next poll is due. */
  polls(): this {
    return this.done().done({ now: NOW }).done();
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
