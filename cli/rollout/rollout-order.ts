import type { ReleaseEntry } from '../../machines/model/release.ts';
import type { RolloutSettings } from './rollout-settings.ts';
import type { Selection } from './rollout-target.ts';

/** What of a release matters to a rollout of it. */
export interface Deployable {
  readonly id: string;
  readonly cacheUrl: string | null;
  /** Null: the release may not be read; the control plane knows who is in it. */
  readonly entries: readonly Pick<ReleaseEntry, 'hostname' | 'store_path'>[] | null;
}

/** A rollout that an operator wants. */
export interface RolloutOrder {
  readonly release: Deployable;
  readonly settings: RolloutSettings;
  readonly selection: Selection;
  readonly cacheUrl: string | undefined;
  /** A trial shows the plan and creates nothing. */
  readonly isTrial: boolean;
  /** Neither show what would change nor ask. */
  readonly isUnasked: boolean;
  /** Undefined: do not wait; 0: for ever. */
  readonly waitSeconds: number | undefined;
}
