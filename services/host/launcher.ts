import type { AttemptFolder } from './attempt/attempt-folder.ts';
import type { StepFile, StepName } from './attempt/order.ts';

/** How the keepers of an attempt get a life apart from the agent's: as units of systemd, or as processes in sessions of their own. */
export interface Launcher {
  /** Begins a step; returns when it has begun. A keeper sees to it that it begins once, however often it is launched. */
  beginStep(folder: AttemptFolder, step: StepFile, signal: AbortSignal): Promise<void>;
  /** Whether a step that has begun still runs. */
  isStepRunning(folder: AttemptFolder, step: StepName): Promise<boolean>;
  /** The last that a step said, or where to read it. `invocation` names its run. */
  said(folder: AttemptFolder, step: StepName, invocation: string): Promise<string>;
  /** Tells the lines of a step as they come, until it is stopped. */
  follow(folder: AttemptFolder, step: StepName, take: (line: string) => void, signal: AbortSignal): Promise<void>;
  /** Ends the steps of an attempt and waits until their processes are gone. */
  endSteps(folder: AttemptFolder): Promise<void>;

  /** Has the dead man act in a while, and nobody else's. */
  armDeadMan(folder: AttemptFolder, inMs: number, signal?: AbortSignal): Promise<void>;
  /** Has him act already then; nothing to do when he will. */
  hurryDeadMan(folder: AttemptFolder, inMs: number): Promise<void>;
  /** Sends the dead man home, whom the claim has called off. */
  dismissDeadMan(folder: AttemptFolder): Promise<void>;

  /** Begins the way back; keepers see to it that only one goes it at a time. */
  beginReturn(folder: AttemptFolder): Promise<void>;
  /** Whether somebody is on the way back, or about to be. */
  isReturning(folder: AttemptFolder): Promise<boolean>;
}
