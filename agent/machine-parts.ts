import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SystemClock } from '../services/actors/clock.ts';
import { passageTo } from '../services/api/proxy/passage.ts';
import { secureContext } from '../services/api/trust.ts';
import { createActivation } from '../services/host/activation.ts';
import { createNix } from '../services/host/nix.ts';
import { packageRoot } from '../services/host/package-root.ts';
import { createProber } from '../services/host/probes/probes.ts';
import { createSystem, type System } from '../services/host/system.ts';
import { version } from '../services/host/version.ts';
import type { AgentConfig } from './config.ts';
import type { DaemonParts } from './daemon.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';
import { SaidLines } from './link/said-lines.ts';

/** The machine under the agent, watched by its metrics. */
export function machineParts(
  config: AgentConfig,
  metrics: Metrics,
  log: Log,
): Omit<DaemonParts, keyof AgentConfig | 'controlPlane' | 'log'> {
  const lines = new SaidLines();
  const { root, healthConfig, pollSeconds, retrySeconds, healthSeconds, confirmSeconds, isDryRun } = config;
  return {
    settings: {
      ...{ pollSeconds, retrySeconds, healthSeconds, confirmSeconds, isDryRun },
      mode: config.activationMode,
      drift: config.onDrift,
    },
    chance: () => Math.random(),
    version: version(),
    clock: new SystemClock(),
    system: watched(createSystem(root), metrics),
    nix: createNix({ stallMs: config.fetchStallSeconds * 1000, requiresSignatures: config.requiresSignatures }),
    activation: createActivation({
      root,
      keeper: [process.execPath, join(packageRoot(), 'dist/agent/keeper.js')],
      activationMs: config.activationSeconds * 1000,
      confirmMs: confirmSeconds * 1000,
      onLine: (attemptId, line) => lines.say(attemptId, line),
    }),
    lines,
    prober: createProber({
      root,
      healthFile: healthConfig,
      authorities: () => authorities(config.caCert),
      passages: passageTo,
      warn: (problem) => log('WARN', problem),
      seen: ({ kind }, result) => metrics.checked(kind, result, Date.now()),
    }),
    asked: (durationMs, hasAnswer) => metrics.polled(durationMs, hasAnswer, Date.now()),
    entered: (state) => metrics.entered(state, Date.now()),
    emitted: (emission) => metrics.emitted(emission),
    sensed: (condition) => metrics.sensed(condition),
  };
}

/** Whom HTTPS checks trust: the system's roots and the fleet's own CA, as the files are now. */
function authorities(caCert: string | undefined): readonly string[] {
  const ca = caCert === undefined || !existsSync(caCert) ? undefined : readFileSync(caCert, 'utf8');
  return [secureContext({ ca }).ca ?? []].flat().map(String);
}

function watched(system: System, metrics: Metrics): System {
  return {
    ...system,
    async running() {
      const running = await system.running();
      metrics.runs(running);
      return running;
    },
  };
}
