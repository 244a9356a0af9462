import type { NonReducibleUnknown } from 'xstate';
import { type EffectHost, type EffectLogic, fromEffect } from './effect.ts';
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
  /** -1 when it ended without telling. */
  readonly exitCode: number;
  /** The last it said, or where to read that. */
  readonly said: string;
}

/** Which closures to make, and how far. */
export interface ClosureOrder {
  /** A locked flake. */
  readonly url: string;
  readonly hosts: readonly FlakeHost[];
  /** Only hosts with one of these are built; empty: all. */
  readonly tags: readonly string[];
  readonly goal: ReleaseGoal;
  readonly pushTo: string | null;
}

/** Names, inputs and outputs of every effect that a statechart may invoke; all of it JSON. */
export interface Ports {
  /** Ends when the wall clock reaches `until` (ms since the epoch), at once if that is past. */
  readonly sleepUntil: { input: { until: number }; output: void };

  /** What time it is. */
  readonly readClock: { input: Record<string, never>; output: { now: number } };

  /** Asks the control plane what to run, and looks at what runs. */
  readonly askWanted: {
    input: Record<string, never>;
    output: {
      now: number;
      running: string;
      wanted: Wanted | null;
      pollHintSeconds: number | null;
      /** The control plane names assignments: it understands more than v0.1.1's. */
      knowsAssignments: boolean;
    };
  };
  /** Brings a closure into the store and roots it; nothing to do if it is there. */
  readonly fetchClosure: { input: { path: string; cacheUrl: string | null }; output: void };
  /** What runs before anything is changed, and whether somebody else is changing it. */
  readonly rememberSystem: { input: Record<string, never>; output: { now: number; running: string; isBusy: boolean } };
  /** Makes a closure the system profile's newest generation; nothing to do if it is. */
  readonly setProfile: { input: { path: string }; output: void };
  /** Activates a closure outside of the agent's process and waits for the end; an attempt is begun once. */
  readonly activate: { input: { path: string; attempt: string }; output: Activated };
  /** Runs the probes until all pass or `until` is reached; the last results. */
  readonly probe: { input: { until: number }; output: { now: number; running: string; health: HealthReport } };
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
