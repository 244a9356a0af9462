/** A line of an operation log. The first three are those of v0.1.1, with its names of fields; texts are redacted. */
export type LogEvent =
  | {
      readonly event: 'op_start';
      readonly ts: string;
      readonly operation: string;
      /** The command line, without the name of the program. */
      readonly argv: readonly string[];
      readonly version: string;
      readonly cwd: string;
      readonly pid: number;
    }
  | {
      readonly event: 'subprocess';
      /** When it ended. */
      readonly ts: string;
      /** What it was for, in a few words. */
      readonly cmd: string;
      readonly argv: readonly string[];
      /** -1: a signal killed it, or it did not start. */
      readonly exit_code: number;
      readonly duration_ms: number;
      readonly host?: string;
      readonly stdout?: string;
      readonly stderr?: string;
      /** Why it did not run to its end. */
      readonly problem?: string;
    }
  | {
      readonly event: 'op_end';
      readonly ts: string;
      readonly success: boolean;
      readonly exit_code: number;
      readonly duration_ms: number;
      readonly error?: string;
      /** How long each of its phases took. */
      readonly phases?: Readonly<Record<string, number>>;
      readonly flake?: string;
      readonly host_count?: number;
      readonly release?: string;
      readonly rollout?: string;
    }
  /** What the operation turned out to be about. */
  | {
      readonly event: 'about';
      readonly ts: string;
      readonly flake?: string;
      readonly hosts?: readonly string[];
      readonly release?: string;
      readonly rollout?: string;
    }
  | {
      readonly event: 'log';
      readonly ts: string;
      readonly level: LogLevel;
      readonly target: string;
      readonly message: string;
      readonly fields?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly event: 'request';
      readonly ts: string;
      readonly method: string;
      readonly path: string;
      /** Null: there was no answer. */
      readonly status: number | null;
      readonly duration_ms: number;
      readonly error?: string;
    };

/** How much a line matters. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** `2026-01-31T12:00:00Z`, as v0.1.1 writes times. */
export const stampOf = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
