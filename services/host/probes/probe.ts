/** One check of a machine's health. */
export interface Probe {
  /** As reports name it. */
  readonly name: string;
  readonly kind: 'systemd' | 'launchd' | 'http' | 'command';
  /** Looks once; undefined when all is well, else what is wrong. Ends within its own limit, or when `signal` aborts. */
  readonly look: (signal: AbortSignal) => Promise<string | undefined>;
}

/** A configured limit in seconds as ms; what makes no sense becomes the nearest that does, an hour at most. */
export const limitMs = (seconds: number): number => Math.min(Math.max(seconds, 1), 3600) * 1000;

/** The words of an error. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
