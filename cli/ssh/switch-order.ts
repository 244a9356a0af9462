import type { HealthFile } from '../../services/host/probes/health-file.ts';

/** What a machine is brought to over SSH. */
export interface SwitchOrder {
  /** Its id for the control plane. */
  readonly host: string;
  readonly path: string;
  /** Its number in the system profile, if it is there already. */
  readonly generation: number | null;
  readonly platform: 'linux' | 'darwin';
  /** How long it may take to prove itself after the switch; null: nobody waits for that, and nothing takes it back. */
  readonly confirmSeconds: number | null;
  readonly checks: HealthFile;
}

/**
 * What came of it. `went_back`: the machine is, or will be in a moment, where it was; `unknown`: it cannot be seen; `says` tells
 * whether it goes back by itself.
 */
export type SwitchResult = 'deployed' | 'went_back' | 'failed' | 'unknown' | 'not_begun';

/** How a switch over SSH ended, in words. */
export interface SwitchEnd {
  readonly result: SwitchResult;
  readonly says: string;
  /** The last lines of what the closure said. */
  readonly said: string;
}
