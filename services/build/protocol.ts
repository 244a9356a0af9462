import type { MessagePort } from 'node:worker_threads';
import type { Distribution } from '../../machines/model/distribution.ts';
import type { FlakeHost, ReleaseGoal } from '../../machines/model/flake.ts';
import type { HostFailure } from '../../machines/policy/release-hosts.ts';
import type { CommandNews } from '../host/command-channel.ts';
import type { BuildLimits } from './limits.ts';

/** A host as Nix evaluates it. */
export interface EvaluatedHost {
  readonly name: string;
  readonly platform: string;
  readonly tags: readonly string[];
  /** The derivation of its system closure; `out` again where Nix does not name it. */
  readonly drv: string;
  /** The store path that the derivation makes. */
  readonly out: string;
}

/** A host or derivation that Nix could not make, and why. */
export interface Refusal {
  readonly name: string;
  readonly reason: string;
}

/** A host that could not be made, with the step at which that came out. */
export type RefusedHost = HostFailure & { readonly name: string };

/** What has a limit of its own over all chunks. */
export type Stage = 'evaluating' | 'building' | 'pushing';

/** What a chunk's job gets. */
export interface ChunkOrder {
  readonly url: string;
  readonly hosts: readonly FlakeHost[];
  readonly tags: readonly string[];
  readonly goal: ReleaseGoal;
  readonly distribution: Distribution;
  readonly limits: Pick<BuildLimits, 'evalMemoryMib' | 'maxJobs'>;
  readonly hasEvaluationJobs: boolean;
  /** Where its garbage collector roots are made; the pool removes them when the release is done. */
  readonly root: string;
  /** Somebody wants to hear of its commands. */
  readonly isHeard: boolean;
  readonly port: MessagePort;
}

/** What a job tells the pool. */
export type JobMessage =
  | (PoolQuestion & { readonly id: number })
  /** The work that entered by this question is done. */
  | { readonly type: 'leave'; readonly id: number }
  | {
      readonly type: 'evaluated';
      readonly hosts: readonly EvaluatedHost[];
      readonly excluded: readonly string[];
      readonly refused: readonly RefusedHost[];
    }
  /** Nix has begun with a derivation or a path. */
  | { readonly type: 'working'; readonly subject: string }
  | { readonly type: 'command'; readonly news: CommandNews }
  /** How far the building of these derivations is, counted in all that they need. */
  | {
      readonly type: 'progressed';
      readonly derivations: readonly string[];
      readonly done: number;
      readonly of: number;
    }
  /** Outcomes are told by derivation: hosts may share one. */
  | { readonly type: 'built'; readonly derivations: readonly string[] }
  | { readonly type: 'unbuilt'; readonly refused: readonly Refusal[] }
  | Delivery;

/** What a job asks the pool. */
export type PoolQuestion =
  /** It wants to build these; the pool grants those that no other job builds already. */
  | { readonly type: 'claim'; readonly derivations: readonly string[] }
  /** It wants to begin with this; the pool answers when there is room. */
  | { readonly type: 'enter'; readonly stage: Stage };

/** What came of distributing: told by derivation, or by host where each host gets its own copy. */
export type Delivery =
  | { readonly type: 'pushed'; readonly derivations: readonly string[] }
  | { readonly type: 'unpushed'; readonly refused: readonly Refusal[] }
  | { readonly type: 'delivered'; readonly hosts: readonly string[] }
  | { readonly type: 'undelivered'; readonly refused: readonly Refusal[] };

/** What the pool tells a job. */
export type PoolMessage =
  /** `derivations`: of a claim, those that are granted. */
  | { readonly type: 'granted'; readonly id: number; readonly derivations: readonly string[] }
  | { readonly type: 'stop' };
