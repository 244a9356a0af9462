import type { Condition } from '../../machines/model/condition.ts';
import type { DesiredGeneration } from '../../machines/model/machine.ts';
import type { AgentSettings } from '../../machines/policy/agent-cycle.ts';
import type { Ports } from '../../machines/ports.ts';
import type { Clock } from '../../services/actors/clock.ts';
import type { Activation } from '../../services/host/activation.ts';
import type { Nix } from '../../services/host/nix.ts';
import type { Prober } from '../../services/host/probes/probes.ts';
import type { SystemRoot } from '../../services/host/root.ts';
import type { System } from '../../services/host/system.ts';
import type { Attempts } from '../../services/store/attempts.ts';

/** The control plane as the effects of an agent use it. */
export interface Adviser {
  /** What this machine should run; null: nothing. */
  desiredGeneration(signal?: AbortSignal): Promise<DesiredGeneration | null>;
  /** Connects anew, as this machine; why that does not work, or null when it does. */
  reach(signal: AbortSignal): Promise<string | null>;
  /** The machine's clock minus the control plane's, ms; null: unknown. */
  clockSkewMs(): number | null;
}

/** What the agent's effects are made of. */
export interface EffectParts {
  readonly settings: Pick<AgentSettings, 'confirmSeconds'>;
  readonly clock: Clock;
  /** A random number from 0 up to 1. */
  readonly chance: () => number;
  /** ms of a clock that nobody sets; the process's own unless told. */
  readonly elapsedMs?: () => number;
  readonly controlPlane: Adviser;
  readonly deliver: (signal: AbortSignal) => Promise<void>;
  readonly attempts: Pick<Attempts, 'open' | 'lastFailed' | 'newest'>;
  readonly system: System;
  readonly nix: Nix;
  readonly activation: Activation;
  readonly prober: Prober;
  readonly root: SystemRoot;
  /** Where to fetch from when the control plane does not say. */
  readonly cacheUrl: string | null;
  /** A question to the control plane has ended, well or not. */
  readonly asked?: (durationMs: number, hasAnswer: boolean) => void;
  /** How the machine is beside its checks. */
  readonly sensed?: (condition: Condition) => void;
  /** A line of what fetching a path says. */
  readonly fetchSays?: (path: string, line: string) => void;
}

/** The body of an effect. */
export type Body<Name extends keyof Ports> = (
  input: Ports[Name]['input'],
  signal: AbortSignal,
) => Promise<Ports[Name]['output']>;
