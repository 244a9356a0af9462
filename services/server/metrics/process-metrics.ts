import { collectDefaultMetrics, Registry } from 'prom-client';

/** How often the event loop is looked at: an idle process wakes for it. */
const LOOK_MS = 50;

/**
 * The process itself (memory, CPU, files, event loop, garbage collection) under the names that all Node programs have.
 * Once a process: the library's observers never end.
 */
export function createProcessMetrics(): () => Promise<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOK_MS });
  return () => registry.metrics();
}
