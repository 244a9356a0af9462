import type { NonReducibleUnknown } from 'xstate';
import { type EffectHost, type EffectLogic, fromEffect } from './effect.ts';
import type { Attempt } from './model/attempt.ts';
import type { Condition } from './model/condition.ts';
import type { Distribution } from './model/distribution.ts';
import type { FlakeHost, FlakeSource, ReleaseGoal } from './model/flake.ts';
import type { HealthReport } from './model/health.ts';
import type { CreateRelease } from './model/release.ts';

/** What a machine was told to run. */
export interface Wanted {
  readonly path: string;
  readonly cacheUrl: string | null;
  /** `<rollout>:<batch>:<attempt>`; null when no rollout asked, or the control plane is v0.1.1. */
  readonly assignment: string | null;
}

/** How an activation ended, as facts: what runs now, and how the switch exited. */
export interface Activated {
  readonly now: number;
  readonly running: string;
  /** -1 when it ended without telling: killed, run past its limit, or lost in a power cut. */
  readonly exitCode: number;
  /** The last lines that it said, or where to read them. */
  readonly said: string;
}

/** Where a machine is after it was taken back. */
export interface Returned extends Activated {
  readonly profile: string | null;
}

/** What an agent finds when its program starts. */
export interface Stock {
  readonly now: number;
  readonly running: string;
  readonly profile: string | null;
  readonly bootId: string | null;
  /** The attempt that has not ended, as it was written down. */
  readonly attempt: Attempt | null;
  /** The dead man has begun to take this attempt back. */
  readonly hasFired: boolean;
  /** The last attempt of all, if it failed: for an agent that has lost its memory. */
  readonly lastFailed: Attempt | null;
}

/** How a machine is. */
export interface Probed {
  readonly now: number;
  readonly running: string;
  readonly health: HealthReport;
}

/** How a machine is that has to prove itself. */
export interface Proof extends Probed {
  /** Why the control plane cannot be reached anew; null when it can. */
  readonly unreachable: string | null;
  /** Units that have failed and had not when the attempt began. */
  readonly brokenUnits: readonly string[];
}

/** Which closures to make, and how far. */
export interface ClosureOrder {
  /** A locked flake. */
  readonly url: string;
  readonly hosts: readonly FlakeHost[];
  /** Only hosts with one of these are built; empty: all. */
  readonly tags: readonly string[];
  readonly goal: ReleaseGoal;
  readonly distribution: Distribution;
}

/** Names, inputs and outputs of every effect that a statechart may invoke; all of it JSON. */
export interface Ports {
  /** Ends when the wall clock reaches `until` (ms since the epoch), at once if that is past. */
  readonly sleepUntil: { input: { until: number }; output: void };

  /** What time it is, and a random number from 0 up to 1. */
  readonly readClock: { input: Record<string, never>; output: { now: number; chance: number } };

  /** Looks at the facts of a machine and at the attempt that was written down. */
  readonly takeStock: { input: Record<string, never>; output: Stock };
  /** Asks the control plane what to run, and looks at what runs. */
  readonly askWanted: {
    input: Record<string, never>;
    output: {
      now: number;
      running: string;
      profile: string | null;
      wanted: Wanted | null;
      pollHintSeconds: number | null;
      /** The control plane names assignments: it understands more than v0.1.1's. */
      knowsAssignments: boolean;
    };
  };
  /** Brings a closure into the store and roots it; nothing to do if it is there. `isAhead`: for later. */
  readonly fetchClosure: { input: { path: string; cacheUrl: string | null; isAhead: boolean }; output: void };
  /** What runs before anything is changed, and whether somebody else is changing it. */
  readonly rememberSystem: {
    input: Record<string, never>;
    output: {
      now: number;
      running: string;
      profile: string | null;
      bootId: string | null;
      /** Units that have failed already. */
      brokenUnits: readonly string[];
      isBusy: boolean;
    };
  };
  /**
   * Arms the dead man of an attempt outside of the agent, unless he is: if nobody calls him off, he takes the machine back
   * when the switch has had its time and the machine the time to prove itself. Keeps what ran from the collector.
   */
  readonly armDeadMan: { input: { attempt: Attempt }; output: { now: number } };
  /** Sees to it that the dead man gives the machine from now on only the time to prove itself; the agent has until `deadline`. */
  readonly hurryDeadMan: { input: { attempt: Attempt }; output: { now: number; deadline: number } };
  /** Calls the dead man off. When he had begun, he takes the machine back, whatever was measured. */
  readonly callOffDeadMan: { input: { attempt: Attempt }; output: { now: number; hasFired: boolean } };
  /** Makes a closure the system profile's newest generation; nothing to do if it is. */
  readonly setProfile: { input: { path: string }; output: void };
  /** Activates a closure outside of the agent's process and waits for the end; each step of an attempt is begun once. */
  readonly activate: {
    input: { id: string; path: string; step: 'test' | 'switch' | 'boot' };
    output: Activated;
  };
  /** Takes the machine back to what ran before an attempt, profile and boot entry too, or waits for the dead man who does. */
  readonly goBack: { input: { attempt: Attempt }; output: Returned };
  /** Runs the probes until all pass or `until` is reached; the last results. */
  readonly probe: { input: { until: number }; output: Probed & { condition: Condition } };
  /** The same, and connects anew to the control plane; `brokenUnits` are those that had failed before. */
  readonly prove: { input: { until: number; brokenUnits: readonly string[] | null }; output: Proof };
  /** Sends what is in the outbox, oldest first; fails when the control plane does not take it. */
  readonly deliverReports: { input: Record<string, never>; output: { now: number } };

  /** Locks a flake and lists its hosts. */
  readonly openFlake: { input: { flake: string }; output: { source: FlakeSource; hosts: readonly FlakeHost[] } };
  /** Evaluates, builds and pushes hosts and tells the chart of each; fails only when none can be tried. */
  readonly makeClosures: { input: ClosureOrder; output: void };
  /** Registers a release with the control plane. */
  readonly registerRelease: { input: CreateRelease; output: { id: string } };
}

/** The name of an effect. */
export type PortName = keyof Ports;

/** The logic of an effect as a chart declares it. */
export type PortLogic<Name extends PortName> = EffectLogic<Ports[Name]['output'], Ports[Name]['input']>;

/** Declares the effects that a chart invokes, for `setup({ actors: ports('sleepUntil', …) })`; a host provides them. */
export function ports<const Names extends readonly PortName[]>(
  ...names: Names
): { [Name in Names[number]]: PortLogic<Name> } {
  return Object.fromEntries(names.map((name) => [name, unprovided(name)])) as {
    [Name in Names[number]]: PortLogic<Name>;
  };
}

/** Stands for an effect in a chart that no host has completed: it never begins, so pure transitions can be tried. */
const unprovided = (name: string): EffectLogic<unknown, NonReducibleUnknown> =>
  fromEffect(NOBODY, () => Promise.reject(new Error(`no host provides ${name}`)));

const NOBODY: EffectHost = { hold: () => undefined, settle: () => undefined, leave: () => undefined };
