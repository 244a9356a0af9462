import { stopAll } from '../services/host/process.ts';

/** Aborts at the first SIGINT or SIGTERM, so that what runs can be ended in order; the second ends the program. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (!controller.signal.aborted) return controller.abort();
    stopAll();
    process.exit(130);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
