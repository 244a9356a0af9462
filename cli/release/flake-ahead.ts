import { openFlake } from '../../services/build/flake.ts';

/** A flake that is being opened while the rest is still made ready. */
export interface FlakeAhead {
  readonly opened: ReturnType<typeof openFlake>;
  /** Ends it, for a release that is not to be; settles when no command of it is left. */
  giveUp(): Promise<void>;
}

/** Begins to open a flake: Nix takes its time, in which checks are made and programs loaded. */
export function openAhead(flake: string, signal: AbortSignal): FlakeAhead {
  const stop = new AbortController();
  const opened = openFlake(flake, AbortSignal.any([signal, stop.signal]));
  // Whoever wants the flake hears why there is none; until then nobody does.
  const ended = opened.then(
    () => undefined,
    () => undefined,
  );
  return {
    opened,
    giveUp() {
      stop.abort();
      return ended;
    },
  };
}
