import type { AgentEmission } from '../../machines/agent-emissions.ts';
import type { Condition } from '../../machines/model/condition.ts';
import type { HealthCheckResult } from '../../machines/model/health.ts';
import type { AgentState } from '../../machines/model/machine.ts';
import { exposition, type Family, sample, single, summarySamples } from './exposition.ts';
import { Summary } from './summary.ts';

/** How an attempt, or the way to one, has ended: the reports that tell of it, as values of the label `outcome`. */
const OUTCOMES = {
  deployed: 'deployed',
  'apply-failed': 'apply_failed',
  'fetch-failed': 'fetch_failed',
  'rolled-back': 'rolled_back',
  'rollback-failed': 'rollback_failed',
  'reboot-required': 'reboot_required',
} as const;

const isOutcome = (kind: string): kind is keyof typeof OUTCOMES => Object.hasOwn(OUTCOMES, kind);

/** The agent's figures: v0.1.1's under its names, and ours. */
export class Metrics {
  readonly #states = new Map<AgentState, { entered: number; seconds: number }>();
  readonly #checks = new Map<string, { kind: string; status: number; seconds: Summary }>();
  readonly #polls = new Summary();
  readonly #outcomes = new Map<string, number>(Object.values(OUTCOMES).map((outcome) => [outcome, 0]));
  #state: { readonly name: AgentState; readonly since: number } | undefined;
  #lastPoll: number | undefined;
  #lastAnswer: number | undefined;
  #failedPolls = 0;
  #running: string | undefined;
  #condition: Condition | undefined;
  #isLinked: () => boolean | undefined = () => undefined;
  #waiting: () => number | undefined = () => undefined;

  /** The agent is in this state, and in no other. */
  entered(name: AgentState, now: number): void {
    if (this.#state?.name === name) return;
    this.#spend(now);
    const state = this.#states.get(name) ?? { entered: 0, seconds: 0 };
    state.entered += 1;
    this.#states.set(name, state);
    this.#state = { name, since: now };
  }

  /** A question to the control plane has ended. */
  polled(durationMs: number, hasAnswer: boolean, now: number): void {
    this.#polls.add(durationMs / 1000, now);
    this.#lastPoll = now / 1000;
    if (hasAnswer) this.#lastAnswer = now / 1000;
    else this.#failedPolls += 1;
  }

  /** A health check has run. */
  checked(kind: string, { check_name: name, status, duration_ms: durationMs }: HealthCheckResult, now: number): void {
    const check = this.#checks.get(name) ?? { kind, status: 0, seconds: new Summary() };
    check.status = status === 'pass' ? 1 : 0;
    check.seconds.add(durationMs / 1000, now);
    this.#checks.set(name, check);
  }

  /** This is the running generation. */
  runs(generation: string): void {
    this.#running = generation;
  }

  /** This is how the machine is beside its checks. */
  sensed(condition: Condition): void {
    this.#condition = condition;
  }

  /** Who to ask whether the link stands. */
  watchLink(isLinked: () => boolean): void {
    this.#isLinked = isLinked;
  }

  /** Who to ask how many reports wait. */
  countWaiting(waiting: () => number): void {
    this.#waiting = waiting;
  }

  /** The chart has said this, and it is on disk. */
  emitted(emission: AgentEmission): void {
    if (emission.type !== 'report' || !isOutcome(emission.kind)) return;
    const outcome = OUTCOMES[emission.kind];
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  /** Prometheus text. */
  text(now: number): string {
    this.#spend(now);
    return exposition([
      ...this.#stateFamilies(),
      ...this.#pollFamilies(now),
      ...this.#checkFamilies(now),
      ...this.#rest(),
    ]);
  }

  /** Adds the time since it was last counted to the state at hand. */
  #spend(now: number): void {
    if (this.#state === undefined) return;
    const { name, since } = this.#state;
    const state = this.#states.get(name);
    if (state) state.seconds += Math.max(0, now - since) / 1000;
    this.#state = { name, since: now };
  }

  #stateFamilies(): Family[] {
    const states = [...this.#states];
    const current = this.#state?.name;
    return [
      {
        name: 'state',
        type: 'gauge',
        samples: states.map(([state]) => sample('state', { state }, state === current ? 1 : 0)),
      },
      {
        name: 'state_seconds_total',
        type: 'counter',
        samples: states.map(([state, { seconds }]) => sample('state_seconds_total', { state }, seconds)),
      },
      {
        name: 'state_entered_total',
        type: 'counter',
        samples: states.map(([state, { entered }]) => sample('state_entered_total', { state }, entered)),
      },
    ];
  }

  #pollFamilies(now: number): Family[] {
    const name = 'poll_duration_seconds';
    if (this.#lastPoll === undefined) return [];
    return [
      { name, type: 'summary', samples: summarySamples(name, {}, this.#polls.at(now)) },
      single('last_poll_timestamp_seconds', 'gauge', this.#lastPoll),
      single('last_successful_poll_timestamp_seconds', 'gauge', this.#lastAnswer),
      single('poll_failures_total', 'counter', this.#failedPolls),
    ];
  }

  #checkFamilies(now: number): Family[] {
    const checks = [...this.#checks];
    const [duration, status] = ['health_check_duration_seconds', 'health_check_status'];
    return [
      {
        name: duration,
        type: 'summary',
        samples: checks.flatMap(([check_name, { kind, seconds }]) =>
          summarySamples(duration, { check_name, check_type: kind }, seconds.at(now)),
        ),
      },
      {
        name: status,
        type: 'gauge',
        samples: checks.map(([check_name, check]) => sample(status, { check_name }, check.status)),
      },
    ];
  }

  #rest(): Family[] {
    const running = this.#running;
    const {
      reboot_required: reboot,
      drift_since: drift,
      free_bytes: free,
      clock_skew_ms: skew,
    } = this.#condition ?? {};
    const flag = (isSo: boolean | undefined) => (isSo === undefined ? undefined : Number(isSo));
    return [
      {
        name: 'generation_info',
        type: 'gauge',
        samples: running === undefined ? [] : [sample('generation_info', { generation: running }, 1)],
      },
      {
        name: 'outcomes_total',
        type: 'counter',
        samples: [...this.#outcomes].map(([outcome, count]) => sample('outcomes_total', { outcome }, count)),
      },
      single('reboot_required', 'gauge', flag(reboot)),
      single('drifted', 'gauge', drift === undefined ? undefined : Number(drift !== null)),
      single('free_bytes', 'gauge', free),
      single('clock_skew_seconds', 'gauge', typeof skew === 'number' ? skew / 1000 : undefined),
      single('link_up', 'gauge', flag(this.#isLinked())),
      single('reports_waiting', 'gauge', this.#waiting()),
    ];
  }
}
