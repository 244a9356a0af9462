/** One check of a machine's health. */
export interface Probe {
  /** As reports name it. */
  readonly name: string;
  /** `file`: the checks themselves cannot be read. */
  readonly kind: 'systemd' | 'launchd' | 'http' | 'command' | 'file';
  /** How long to wait before it looks again. */
  readonly intervalMs: number;
  /** Looks once; undefined when all is well, else what is wrong. Ends within its own limit, or when `signal` aborts. */
  readonly look: (signal: AbortSignal) => Promise<string | undefined>;
}

const LONGEST_SECONDS = 3600;

/** What a probe waits before it looks again, when nothing else is configured. */
export const USUAL_INTERVAL_MS = 1_000;

/** A configured limit in seconds as ms; what makes no sense becomes the nearest that does: a second to an hour. */
export const limitMs = (seconds: number): number => Math.min(Math.max(seconds, 1), LONGEST_SECONDS) * 1000;

/** A configured interval in seconds as ms, clamped like a limit. */
export const intervalMs = (seconds: number | undefined): number =>
  seconds === undefined ? USUAL_INTERVAL_MS : limitMs(seconds);

/** The words of an error. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
