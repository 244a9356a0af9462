import { type EffectHost, fromEffect } from '../../machines/effect.ts';
import { agentMachine } from '../../machines/agent.ts';
import { BadInput } from '../../machines/errors.ts';
import type { Ports } from '../../machines/ports.ts';
import { attemptEffects } from './attempt-effects.ts';
import type { Body, EffectParts } from './effect-parts.ts';
import { proofOf } from './proof.ts';

/** The agent's chart with this machine's effects. */
export const agentWith = (parts: EffectParts) => (host: EffectHost) => {
  const { arm, hurry, callOff, activate, goBack } = attemptEffects(parts);
  return agentMachine.provide({
    actors: {
      sleepUntil: fromEffect(host, ({ until }: Ports['sleepUntil']['input'], signal) =>
        parts.clock.sleepUntil(until, signal),
      ),
      readClock: fromEffect(host, () => Promise.resolve({ now: parts.clock.now(), chance: parts.chance() })),
      takeStock: fromEffect(host, takeStock(parts)),
      askWanted: fromEffect(host, askWanted(parts)),
      fetchClosure: fromEffect(host, fetchClosure(parts)),
      rememberSystem: fromEffect(host, rememberSystem(parts)),
      armDeadMan: fromEffect(host, arm),
      hurryDeadMan: fromEffect(host, hurry),
      callOffDeadMan: fromEffect(host, callOff),
      setProfile: fromEffect(host, setProfile(parts)),
      activate: fromEffect(host, activate),
      goBack: fromEffect(host, goBack),
      probe: fromEffect(host, probe(parts)),
      prove: fromEffect(host, proofOf(parts)),
      deliverReports: fromEffect(host, deliverReports(parts)),
    },
  });
};

/** More than there are folders of attempts. */
const KEPT_ATTEMPTS = 100;

function takeStock({ clock, system, attempts, activation }: EffectParts): Body<'takeStock'> {
  return async (_, signal) => {
    const attempt = attempts.open();
    // An agent that has lost its database knows nothing of what it had begun: the machine does.
    const known = attempts.newest(KEPT_ATTEMPTS).map(({ attempt: { id } }) => id);
    if (attempt === null) await activation.takeBackForgotten(known, signal);
    return {
      now: clock.now(),
      running: await system.running(),
      profile: await system.profile(),
      bootId: await system.bootId(),
      attempt,
      hasFired: attempt !== null && (await activation.hasFired(attempt.id)),
      lastFailed: attempts.lastFailed(),
    };
  };
}

function askWanted({ clock, controlPlane, system, asked }: EffectParts): Body<'askWanted'> {
  return async (_, signal) => {
    const startedAt = performance.now();
    let hasAnswer = false;
    try {
      const desired = await controlPlane.desiredGeneration(signal);
      hasAnswer = true;
      const wanted = desired && {
        path: desired.hash,
        cacheUrl: desired.cache_url ?? null,
        assignment: desired.assignment ?? null,
      };
      return {
        now: clock.now(),
        running: await system.running(),
        profile: await system.profile(),
        wanted,
        pollHintSeconds: desired?.poll_hint ?? null,
        knowsAssignments: desired !== null && 'assignment' in desired,
      };
    } finally {
      asked?.(performance.now() - startedAt, hasAnswer);
    }
  };
}

function fetchClosure({ nix, root, cacheUrl: usual, fetchSays }: EffectParts): Body<'fetchClosure'> {
  return async ({ path, cacheUrl, isAhead }, signal) => {
    const onLine = fetchSays && ((line: string) => fetchSays(path, line));
    await nix.fetch({ path, cacheUrl: cacheUrl ?? usual }, { signal, ...(onLine && { onLine }) });
    await nix.root(path, isAhead ? root.ahead : root.fetched, signal);
  };
}

function rememberSystem({ clock, system }: EffectParts): Body<'rememberSystem'> {
  return async () => ({
    now: clock.now(),
    running: await system.running(),
    profile: await system.profile(),
    bootId: await system.bootId(),
    brokenUnits: await system.brokenUnits(),
    isBusy: await system.isSwitching(),
  });
}

function setProfile({ system, nix, root }: EffectParts): Body<'setProfile'> {
  return async ({ path }, signal) => {
    if (path === '') throw new BadInput('there is no path that the system profile could name');
    if ((await system.profile()) !== path) await nix.setProfile(root.profile, path, signal);
  };
}

function probe({ prober, clock, system, settings, controlPlane, sensed }: EffectParts): Body<'probe'> {
  return async ({ until }, signal) => {
    // A deadline that was stored before the clock was set back would be far away.
    const health = await prober.probe(Math.min(until, clock.now() + settings.confirmSeconds * 1000), signal);
    const condition = {
      reboot_required: await system.needsReboot(),
      drift_since: null,
      free_bytes: await system.freeBytes(),
      clock_skew_ms: controlPlane.clockSkewMs(),
    };
    sensed?.(condition);
    return { now: clock.now(), running: await system.running(), health, condition };
  };
}

function deliverReports({ deliver, clock }: EffectParts): Body<'deliverReports'> {
  return async (_, signal) => {
    await deliver(signal);
    return { now: clock.now() };
  };
}
