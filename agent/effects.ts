import { type EffectHost, fromEffect } from '../machines/effect.ts';
import { agentMachine } from '../machines/agent.ts';
import { BadInput } from '../machines/errors.ts';
import type { AgentSettings } from '../machines/policy/agent-cycle.ts';
import type { Ports } from '../machines/ports.ts';
import type { Clock } from '../services/actors/clock.ts';
import type { Activation } from '../services/host/activation.ts';
import type { Nix } from '../services/host/nix.ts';
import type { Prober } from '../services/host/probes/probes.ts';
import type { SystemRoot } from '../services/host/root.ts';
import type { System } from '../services/host/system.ts';
import type { ControlPlane } from './control-plane.ts';

/** What the agent's effects are made of. */
export interface EffectParts {
  readonly settings: Pick<AgentSettings, 'verifySeconds'>;
  readonly clock: Clock;
  readonly controlPlane: Pick<ControlPlane, 'desiredGeneration'>;
  readonly deliver: (signal: AbortSignal) => Promise<void>;
  readonly system: System;
  readonly nix: Nix;
  readonly activation: Activation;
  readonly prober: Prober;
  readonly root: SystemRoot;
  /** Where to fetch from when the control plane does not say. */
  readonly cacheUrl: string | null;
  /** A question to the control plane has ended, well or not. */
  readonly asked?: (durationMs: number) => void;
}

type Body<Name extends keyof Ports> = (
  input: Ports[Name]['input'],
  signal: AbortSignal,
) => Promise<Ports[Name]['output']>;

/** The agent's chart with this machine's effects. */
export const agentWith = (parts: EffectParts) => (host: EffectHost) =>
  agentMachine.provide({
    actors: {
      sleepUntil: fromEffect(host, ({ until }: Ports['sleepUntil']['input'], signal) =>
        parts.clock.sleepUntil(until, signal),
      ),
      readClock: fromEffect(host, () => Promise.resolve({ now: parts.clock.now() })),
      askWanted: fromEffect(host, askWanted(parts)),
      fetchClosure: fromEffect(host, fetchClosure(parts)),
      rememberSystem: fromEffect(host, rememberSystem(parts)),
      setProfile: fromEffect(host, setProfile(parts)),
      activate: fromEffect(host, activate(parts)),
      probe: fromEffect(host, probe(parts)),
      deliverReports: fromEffect(host, deliverReports(parts)),
    },
  });

function askWanted({ clock, controlPlane, system, asked }: EffectParts): Body<'askWanted'> {
  return async () => {
    const startedAt = performance.now();
    const desired = await controlPlane.desiredGeneration().finally(() => asked?.(performance.now() - startedAt));
    const wanted = desired && {
      path: desired.hash,
      cacheUrl: desired.cache_url ?? null,
      assignment: desired.assignment ?? null,
    };
    return {
      now: clock.now(),
      running: await system.running(),
      wanted,
      pollHintSeconds: desired?.poll_hint ?? null,
      knowsAssignments: desired !== null && 'assignment' in desired,
    };
  };
}

function fetchClosure({ nix, root, cacheUrl: usual }: EffectParts): Body<'fetchClosure'> {
  return async ({ path, cacheUrl }, signal) => {
    await nix.fetch(path, cacheUrl ?? usual, signal);
    await nix.root(path, root.fetched, signal);
  };
}

function rememberSystem({ clock, system }: EffectParts): Body<'rememberSystem'> {
  return async () => ({
    now: clock.now(),
    running: await system.running(),
    isBusy: await system.isSwitching(),
  });
}

function setProfile({ system, nix, root }: EffectParts): Body<'setProfile'> {
  return async ({ path }, signal) => {
    assertSomewhere(path);
    if ((await system.profile()) !== path) await nix.setProfile(root.profile, path, signal);
  };
}

function activate({ activation, clock, system }: EffectParts): Body<'activate'> {
  return async (order, signal) => {
    assertSomewhere(order.path);
    const end = await activation.activate(order, signal);
    return { now: clock.now(), running: await system.running(), ...end };
  };
}

function probe({ prober, clock, system, settings }: EffectParts): Body<'probe'> {
  return async ({ until }, signal) => {
    // A deadline that was stored before the clock was set back would be far away.
    const health = await prober.probe(Math.min(until, clock.now() + settings.verifySeconds * 1000), signal);
    return { now: clock.now(), running: await system.running(), health };
  };
}

function deliverReports({ deliver, clock }: EffectParts): Body<'deliverReports'> {
  return async (_, signal) => {
    await deliver(signal);
    return { now: clock.now() };
  };
}

function assertSomewhere(path: string): void {
  if (path === '') throw new BadInput('nothing ran before that the machine could return to');
}
