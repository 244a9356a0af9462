/**
 * Aborts at the first SIGINT, SIGTERM or SIGHUP, so that what runs can be ended in order; the second, and SIGQUIT, end the program.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let stopAll = () => {};
  // Not waited for: until it is there, nothing was started that could be stopped. Most commands never need it.
  void import('../services/host/process.ts').then((loaded) => {
    ({ stopAll } = loaded);
  });
  const interrupt = () => {
    if (!controller.signal.aborted) return controller.abort();
    stopAll();
    process.exit(130);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A terminal that closes says so, and then its shell does: the second time is nobody's impatience.
  process.on('SIGHUP', () => controller.abort());
  // Ctrl-\: at once, and with nothing left behind.
  process.on('SIGQUIT', () => {
    stopAll();
    process.exit(131);
  });
  return controller.signal;
}
