import type { NewKey } from '../../machines/model/key.ts';
import type { RegisteredMachine } from '../../machines/model/machine.ts';
import type { CreatedRelease, CreateRelease } from '../../machines/model/release.ts';
import type { Report } from '../../machines/model/report.ts';
import type { CreatedRollout, CreateRollout } from '../../machines/model/rollout.ts';

/** What can be asked of the control plane's actors: name, input, output; all of it JSON. `actor` is who asks. */
export interface Requests {
  readonly report: { input: { machineId: string; report: Report }; output: void };
  readonly register: {
    input: { machineId: string; lifecycle: string; tags: readonly string[]; actor: string };
    output: RegisteredMachine;
  };
  readonly updateLifecycle: { input: { machineId: string; lifecycle: string; actor: string }; output: void };
  readonly notifyDeploy: { input: { machineId: string; path: string; actor: string }; output: void };
  readonly clearDesired: { input: { machineId: string; actor: string }; output: void };
  readonly createRelease: { input: { release: CreateRelease; actor: string }; output: CreatedRelease };
  readonly deleteRelease: { input: { id: string; actor: string }; output: void };
  readonly createRollout: { input: { rollout: CreateRollout; actor: string }; output: CreatedRollout };
  readonly resumeRollout: { input: { id: string; actor: string }; output: void };
  readonly cancelRollout: { input: { id: string; actor: string }; output: void };
  readonly deleteRollout: { input: { id: string; actor: string }; output: void };
  readonly bootstrap: { input: { name: string }; output: NewKey };
}

/** The name of a request. */
export type RequestName = keyof Requests;

/** What is said of commits: look for what is new. */
export interface Nudge {
  /** Machines whose desired path was set or cleared. */
  readonly wanted: readonly string[];
}

/** The control plane's actors as their callers see them: in this thread or in their own. */
export interface Engine {
  /** Answers when what was asked is committed; rejects with a `FleetError` that says why not. */
  request<Name extends RequestName>(name: Name, input: Requests[Name]['input']): Promise<Requests[Name]['output']>;
  /** Calls back after commits; gives the way to stop it. */
  onCommit(listener: (nudge: Nudge) => void): () => void;
  /** Actors are restored and the database answers. */
  isReady(): boolean;
  /** Finishes what has begun and lets go of the database. */
  stop(): Promise<void>;
}
