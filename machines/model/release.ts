import { type Static, Type } from 'typebox';
import { Count, Nullable, Timestamp, WireText } from './text.ts';

/** One host of a release: its built system closure. */
export const ReleaseEntry = Type.Object({
  hostname: WireText(128, 'The id of the machine.'),
  store_path: WireText(512, 'Its built system closure.'),
  platform: WireText(64, 'As Nix names it: x86_64-linux, aarch64-darwin …'),
  tags: Type.Array(WireText(128), { default: [], maxItems: 256 }),
});
export type ReleaseEntry = Static<typeof ReleaseEntry>;

/** Body of `POST /releases`. */
export const CreateRelease = Type.Object({
  flake_ref: Type.Optional(Nullable(WireText(2048, 'The flake that it was built from, as the operator wrote it.'))),
  flake_rev: Type.Optional(Nullable(WireText(256, 'Its revision; null: its tree was dirty.'))),
  cache_url: Type.Optional(Nullable(WireText(2048, 'The binary cache that has the closures.'))),
  entries: Type.Array(ReleaseEntry, { maxItems: 20_000 }),
});
export type CreateRelease = Static<typeof CreateRelease>;

/** Answer of `POST /releases`. */
export const CreatedRelease = Type.Object({ id: Type.String(), host_count: Count });
export type CreatedRelease = Static<typeof CreatedRelease>;

/** How one release differs from another: host names, each list in their order. */
export const ReleaseDiff = Type.Object({
  added: Type.Array(Type.String()),
  removed: Type.Array(Type.String()),
  changed: Type.Array(
    Type.Object({ hostname: Type.String(), old_store_path: Type.String(), new_store_path: Type.String() }),
  ),
  unchanged: Type.Array(Type.String()),
});
export type ReleaseDiff = Static<typeof ReleaseDiff>;

/** An immutable list of host and store path. */
export const Release = Type.Object({
  id: Type.String(),
  flake_ref: Nullable(Type.String()),
  flake_rev: Nullable(Type.String()),
  cache_url: Nullable(Type.String()),
  host_count: Count,
  entries: Type.Array(ReleaseEntry),
  created_at: Timestamp,
  created_by: Type.String(),
});
export type Release = Static<typeof Release>;
