import type { Command } from './process.ts';

/** Starts a command that outlives us. */
export interface Launcher {
  launch(command: Command, logPath: string, signal: AbortSignal): Promise<void>;
  /** The last that the command said, or where to read it. */
  said(logPath: string): Promise<string>;
}
