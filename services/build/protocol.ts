import type { MessagePort } from 'node:worker_threads';
import type { Distribution } from '../../machines/model/distribution.ts';
import type { FlakeHost } from '../../machines/model/flake.ts';
import type { ReleaseGoal } from '../../machines/model/flake.ts';

/** A host as Nix evaluates it. */
export interface EvaluatedHost {
  readonly name: string;
  readonly platform: string;
  readonly tags: readonly string[];
  /** The derivation of its system closure. */
  readonly drv: string;
  /** The store path that the derivation makes. */
  readonly out: string;
}

/** A host or derivation that Nix could not make, and why. */
export interface Refusal {
  readonly name: string;
  readonly reason: string;
}

/** What a chunk's job gets. */
export interface ChunkOrder {
  readonly url: string;
  readonly hosts: readonly FlakeHost[];
  readonly tags: readonly string[];
  readonly goal: ReleaseGoal;
  readonly distribution: Distribution;
  /** Where its garbage collector roots are made; the pool removes them when the release is done. */
  readonly root: string;
  readonly port: MessagePort;
}

/** What a job tells the pool. */
export type JobMessage =
  | {
      readonly type: 'evaluated';
      readonly hosts: readonly EvaluatedHost[];
      readonly excluded: readonly string[];
      readonly refused: readonly Refusal[];
    }
  /** It wants to build these; the pool grants those that no other job builds already. */
  | { readonly type: 'claim'; readonly derivations: readonly string[] }
  /** Nix has begun with a derivation or a path. */
  | { readonly type: 'working'; readonly subject: string }
  /** Outcomes are told by derivation: hosts may share one. */
  | { readonly type: 'built' | 'pushed'; readonly derivations: readonly string[] }
  | { readonly type: 'unbuilt' | 'unpushed'; readonly refused: readonly Refusal[] };

/** What the pool tells a job. */
export type PoolMessage =
  { readonly type: 'granted'; readonly derivations: readonly string[] } | { readonly type: 'stop' };
