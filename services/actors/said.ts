import type { AgentState } from '../../machines/model/machine.ts';

/** What an agent is doing, as it says on its link. */
export interface SaidState {
  readonly machineId: string;
  readonly state: AgentState;
  /** ms since the epoch, by its own clock. */
  readonly since: number;
}

/** Lines of an agent's log, as they come over its link; `n` is the number of the first one within the attempt. */
export interface SaidLog {
  readonly machineId: string;
  readonly attempt: string;
  readonly n: number;
  readonly lines: readonly string[];
}
