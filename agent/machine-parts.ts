import { SystemClock } from '../services/actors/clock.ts';
import { secureContext } from '../services/api/trust.ts';
import { createActivation } from '../services/host/activation.ts';
import { createNix } from '../services/host/nix.ts';
import { createProber } from '../services/host/probes/probes.ts';
import { createSystem, type System } from '../services/host/system.ts';
import type { AgentConfig } from './config.ts';
import type { DaemonParts } from './daemon.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { version } from '../services/host/version.ts';

/** The machine under the agent, watched by its metrics. */
export function machineParts(
  config: AgentConfig,
  metrics: Metrics,
  log: Log,
): Omit<DaemonParts, keyof AgentConfig | 'controlPlane' | 'log'> {
  const { root, healthConfig, pollSeconds, retrySeconds, healthSeconds, verifySeconds, isDryRun } = config;
  return {
    settings: { pollSeconds, retrySeconds, healthSeconds, verifySeconds, isDryRun },
    version: version(),
    clock: new SystemClock(),
    system: watched(createSystem(root), metrics),
    nix: createNix(),
    activation: createActivation(root),
    prober: createProber({
      root,
      healthFile: healthConfig,
      authorities: [secureContext().ca ?? []].flat().map(String),
      warn: (problem) => log('WARN', problem),
      seen: ({ kind }, result) => metrics.checked(kind, result, Date.now()),
    }),
    asked: (durationMs) => metrics.polled(durationMs, Date.now()),
    entered: (state) => metrics.entered(state),
  };
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
