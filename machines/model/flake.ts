/** Which attribute of a flake a host is under. */
export type HostSet = 'nixosConfigurations' | 'darwinConfigurations';

/** A host of a flake, as it is found there. */
export interface FlakeHost {
  readonly name: string;
  readonly set: HostSet;
}

/** A flake at one moment: the same tree whenever `url` is used, whatever happens to its folder. */
export interface FlakeSource {
  /** As the operator wrote it. */
  readonly ref: string;
  readonly url: string;
  /** Null when the tree is dirty, or is no repository. */
  readonly revision: string | null;
}

/** How far a release goes: `evaluated` trusts the cache to have the closures. */
export type ReleaseGoal = 'evaluated' | 'built' | 'pushed';
