import { BadInput, Conflict, NotFound } from '../../../machines/errors.ts';
import type { CreatedRelease } from '../../../machines/model/release.ts';
import type { Unit } from '../../store/unit.ts';
import type { Chance } from '../chance.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/** Registers a release, whole or not at all. Throws `BadInput`. */
export function createRelease(
  { unit, now }: Turn<Unit>,
  { release, actor }: Requests['createRelease']['input'],
  chance: Chance,
): CreatedRelease {
  const { entries, flake_ref = null, flake_rev = null, cache_url = null } = release;
  if (entries.length === 0) throw new BadInput('a release needs at least one entry; "entries" is empty');
  const twice = firstTwice(entries.map(({ hostname }) => hostname));
  if (twice !== undefined)
    throw new BadInput(`host ${twice} is in "entries" twice; a release has one path for each host`);
  const id = `rel-${chance.uuid()}`;
  const host_count = entries.length;
  unit.releases.add({ id, flake_ref, flake_rev, cache_url, host_count, created_at: now, created_by: actor }, entries);
  unit.journal.audit({ actor, action: 'create_release', target: id, detail: `${host_count} hosts` }, now);
  return { id, host_count };
}

/** Deletes a release that no rollout refers to. Throws `Conflict`, `NotFound`. */
export function deleteRelease({ unit, now }: Turn<Unit>, { id, actor }: Requests['deleteRelease']['input']): void {
  const rollout = unit.releases.usedBy(id);
  if (rollout !== undefined) {
    throw new Conflict(`release ${id} is still referenced by rollout ${rollout}; delete its rollouts first`);
  }
  if (unit.releases.get(id) === undefined) throw new NotFound(`there is no release ${id}`);
  unit.releases.remove(id);
  unit.journal.audit({ actor, action: 'delete_release', target: id, detail: null }, now);
}

function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.has(name) || !seen.add(name));
}
