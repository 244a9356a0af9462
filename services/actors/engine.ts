import type { CreatedKey, NewKey, Role } from '../../machines/model/key.ts';
import type { RegisteredMachine } from '../../machines/model/machine.ts';
import type { MachineTags } from '../../machines/model/machine-detail.ts';
import type { CreatedRelease, CreateRelease } from '../../machines/model/release.ts';
import type { Report } from '../../machines/model/report.ts';
import type { CreatedRollout, CreateRollout, RolloutPlan } from '../../machines/model/rollout.ts';
import type { Desired } from '../../machines/policy/part.ts';
import type { ToldBatch } from '../store/unit.ts';
import type { KeptEvidence, NewEvidenceKey, SentEvidence } from '../store/write/evidence.ts';
import type { Trim, Trimmed } from '../store/write/retention.ts';
import type { EngineFigures } from './figures.ts';
import type { SaidLog, SaidState } from './said.ts';

/** What can be asked of the control plane's actors: name, input, output; all of it JSON. `actor` is who asks. */
export interface Requests {
  readonly report: { input: { machineId: string; report: Report }; output: void };
  readonly noteAgentStates: { input: { states: readonly SaidState[] }; output: void };
  readonly keepAgentLog: { input: SaidLog; output: void };
  readonly rewindReports: { input: { machineId: string; epoch: string; seq: number }; output: void };
  readonly register: {
    input: { machineId: string; lifecycle: string; tags: readonly string[]; actor: string };
    output: RegisteredMachine;
  };
  readonly pinTags: { input: { machineId: string; tags: readonly string[]; actor: string }; output: MachineTags };
  readonly deleteMachine: { input: { machineId: string; actor: string }; output: void };
  readonly updateLifecycle: { input: { machineId: string; lifecycle: string; actor: string }; output: void };
  readonly notifyDeploy: { input: { machineId: string; path: string; actor: string }; output: void };
  readonly clearDesired: { input: { machineId: string; actor: string }; output: void };
  /** What is desired of the machine, which somebody wants tried again. */
  readonly retry: { input: { machineId: string; actor: string }; output: Desired };
  readonly createRelease: { input: { release: CreateRelease; actor: string }; output: CreatedRelease };
  readonly deleteRelease: { input: { id: string; actor: string }; output: void };
  readonly planRollout: { input: { rollout: CreateRollout }; output: RolloutPlan };
  readonly createRollout: { input: { rollout: CreateRollout; actor: string }; output: CreatedRollout };
  readonly pauseRollout: { input: { id: string; actor: string }; output: void };
  readonly resumeRollout: { input: { id: string; actor: string }; output: void };
  readonly cancelRollout: { input: { id: string; actor: string }; output: void };
  readonly deleteRollout: { input: { id: string; actor: string }; output: void };
  readonly keepEvidence: { input: { machineId: string; evidence: SentEvidence }; output: KeptEvidence };
  readonly pinEvidenceKey: { input: { machineId: string; key: NewEvidenceKey; actor: string }; output: void };
  /** Another request, answered as it was when the same key came with it before. */
  readonly once: { input: OnceInput; output: { answer: unknown; isReplay: boolean } };
  /** One step of retention: the next few rows of a table, so that nobody waits for it. */
  readonly trim: { input: Trim; output: Trimmed };
  /** Actors whose stored state cannot be used, and why; at most 1,000. */
  readonly listQuarantined: { input: object; output: readonly QuarantinedActor[] };
  readonly bootstrap: { input: { name: string; tokenHash?: string | undefined }; output: NewKey };
  readonly createKey: {
    input: { name: string; role: Role; expiresAt: string | null; actor: string };
    output: CreatedKey;
  };
  readonly revokeKey: { input: { id: number; actor: string }; output: void };
  readonly noteKeyUse: { input: { id: number; at: number }; output: void };
  readonly noteDenial: { input: { actor: string; target: string; detail: string }; output: void };
}

/** An actor that takes nothing any more. */
export interface QuarantinedActor {
  readonly address: string;
  readonly problem: string;
}

/** Requests whose answers may be kept to be given again: none of them is a secret. */
export type Repeatable =
  | ('register' | 'notifyDeploy' | 'createRelease')
  | ('createRollout' | 'pauseRollout' | 'resumeRollout' | 'cancelRollout');

/** A request that is run at most once for each `actor` and `key`. */
export interface OnceInput {
  readonly name: Repeatable;
  readonly input: unknown;
  readonly actor: string;
  readonly key: string;
  /** Of route and input: the same key with another one is a mistake. */
  readonly fingerprint: string;
}

/** The name of a request. */
export type RequestName = keyof Requests;

/** What is said of commits: look for what is new. */
export interface Nudge {
  /** Machines whose desired path was set or cleared. */
  readonly wanted: readonly string[];
  /** Batches whose machines have all been told. */
  readonly toldBatches?: readonly ToldBatch[];
  /** Commits before this one may not have been told: the actors' thread was started again. */
  readonly hasGap?: boolean;
}

/** The control plane's actors as their callers see them: in this thread or in their own. */
export interface Engine {
  /** Answers when what was asked is committed; rejects with a `FleetError` that says why not. */
  request<Name extends RequestName>(name: Name, input: Requests[Name]['input']): Promise<Requests[Name]['output']>;
  /** Calls back after commits; gives the way to stop it. */
  onCommit(listener: (nudge: Nudge) => void): () => void;
  /** Actors are restored and the database answers. */
  isReady(): boolean;
  /** How the actors are doing; answers soon, whatever they do. */
  figures(): Promise<EngineFigures>;
  /** Finishes what has begun and lets go of the database. */
  stop(): Promise<void>;
}
