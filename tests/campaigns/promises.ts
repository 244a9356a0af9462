import type { Database } from 'better-sqlite3';

/** What a writer was promised by an answered 2xx, until it is overwritten by its own next write. */
export type Promised =
  | { readonly kind: 'report'; readonly machineId: string; readonly message: string }
  | { readonly kind: 'desired'; readonly machineId: string; readonly path: string }
  | { readonly kind: 'tags' | 'pinned'; readonly machineId: string; readonly tag: string }
  | { readonly kind: 'machine'; readonly machineId: string; readonly count: number }
  | { readonly kind: 'key'; readonly id: number; readonly count: number }
  | { readonly kind: 'release'; readonly id: string; readonly hosts: number }
  | { readonly kind: 'rollout'; readonly id: string; readonly status: 'running' | 'cancelled' };

/**
 * What was acknowledged, and what was asked and never answered: that may have happened or not. Writers own their
 * machines, so that one never overwrites what was promised to another.
 */
export class Promises {
  readonly #kept = new Map<string, Promised>();
  readonly #asked = new Map<string, Promised>();

  /** How many promises are to be found again. */
  get size(): number {
    return this.#kept.size;
  }

  /** Is about to be asked for. */
  asked(what: Promised): void {
    this.#asked.set(keyOf(what), what);
  }

  /** Was answered with success. */
  acknowledged(what: Promised): void {
    this.#asked.delete(keyOf(what));
    this.#kept.set(keyOf(what), what);
  }

  /** What is promised and not in the database, once nothing is on its way any more. */
  brokenIn(db: Database): string[] {
    const broken = this.#brokenIn(db);
    // What was never answered and is there is there from now on: the plug may be pulled on the write after it as well.
    for (const what of this.#asked.values()) if (foundIn(db, what) === undefined) this.#kept.set(keyOf(what), what);
    this.#asked.clear();
    return broken;
  }

  #brokenIn(db: Database): string[] {
    return [...this.#kept.values()].flatMap((promised) => {
      const found = foundIn(db, promised);
      if (found === undefined) return [];
      // The next write was on its way when the plug was pulled: it may have been committed and not answered.
      const next = this.#asked.get(keyOf(promised));
      return next !== undefined && foundIn(db, next) === undefined ? [] : [`${JSON.stringify(promised)}: ${found}`];
    });
  }
}

/** Promises under one key overwrite each other. */
function keyOf(what: Promised): string {
  switch (what.kind) {
    case 'report':
      return `report ${what.machineId} ${what.message}`;
    case 'desired':
    case 'tags':
    case 'pinned':
    case 'machine':
      return `${what.kind} ${what.machineId}`;
    case 'key':
    case 'release':
    case 'rollout':
      return `${what.kind} ${what.id}`;
  }
}

/** What is there instead of what was promised; undefined: the promise is kept. */
function foundIn(db: Database, what: Promised): string | undefined {
  const one = (sql: string, ...values: unknown[]): unknown =>
    db
      .prepare(sql)
      .pluck()
      .get(...values);
  const instead = (found: unknown, wanted: unknown) => (found === wanted ? undefined : `found ${String(found)}`);
  switch (what.kind) {
    case 'report':
      return instead(
        one('SELECT count(*) FROM reports WHERE machine_id = ? AND message = ?', what.machineId, what.message),
        1,
      );
    case 'desired':
      return instead(one('SELECT hash FROM generations WHERE machine_id = ?', what.machineId), what.path);
    case 'tags':
    case 'pinned': {
      const source = what.kind === 'tags' ? 'declared' : 'pinned';
      const tags = 'SELECT group_concat(tag) FROM machine_tags WHERE machine_id = ? AND source = ?';
      return instead(one(tags, what.machineId, source), what.tag);
    }
    case 'machine':
      return instead(one('SELECT count(*) FROM machines WHERE machine_id = ?', what.machineId), what.count);
    case 'key':
      return instead(one('SELECT count(*) FROM api_keys WHERE id = ?', what.id), what.count);
    case 'release':
      return instead(one('SELECT count(*) FROM release_entries WHERE release_id = ?', what.id), what.hosts);
    case 'rollout':
      return instead(one('SELECT status FROM rollouts WHERE id = ?', what.id), what.status);
  }
}
