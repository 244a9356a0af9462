import type { Database } from 'better-sqlite3';
import { type queries, statement } from '../statement.ts';

/** The tags of machines by where they come from: neither source touches what is the other's. */
export interface TagWriter {
  /** The tags that registration or the agent has given. */
  declareTags(machineId: string, tags: readonly string[]): void;
  /** The tags that an operator has given. */
  pinTags(machineId: string, tags: readonly string[]): void;
  /** The tags of one source, or all of them, each once and in their order. */
  tags(machineId: string, source?: TagSource): string[];
}

type TagSource = 'declared' | 'pinned';

interface SourceOf {
  id: string;
  source: TagSource;
}

/** The tags in the control plane's database. */
export function createTagWriter(db: Database): TagWriter {
  const note = statement<{ id: string; tags: string }, never>(db, ({ id, tags }, from) =>
    from.updateTable('machines').set({ declared_tags: tags }).where('machine_id', '=', id).$castTo<never>(),
  );
  const drop = statement<SourceOf, never>(db, ({ id, source }, from) =>
    from.deleteFrom('machine_tags').where('machine_id', '=', id).where('source', '=', source).$castTo<never>(),
  );
  const add = statement<SourceOf & { tag: string }, never>(db, ({ id, tag, source }, from) =>
    from.insertInto('machine_tags').values({ machine_id: id, tag, source }).$castTo<never>(),
  );
  const tagsOf = ({ id }: { id: string }, from: typeof queries) =>
    from.selectFrom('machine_tags').select('tag').distinct().where('machine_id', '=', id).orderBy('tag');
  const all = statement<{ id: string }, { tag: string }>(db, tagsOf);
  const ofSource = statement<SourceOf, { tag: string }>(db, (slots, from) =>
    tagsOf(slots, from).where('source', '=', slots.source),
  );
  const replace = (id: string, tags: readonly string[], source: TagSource) => {
    drop.run({ id, source });
    for (const tag of new Set(tags)) add.run({ id, tag, source });
  };
  return {
    declareTags(id, tags) {
      note.run({ id, tags: JSON.stringify(tags) });
      replace(id, tags, 'declared');
    },
    pinTags: (id, tags) => replace(id, tags, 'pinned'),
    tags: (id, source) => (source ? ofSource.all({ id, source }) : all.all({ id })).map(({ tag }) => tag),
  };
}
