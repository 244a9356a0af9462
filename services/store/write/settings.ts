import type { Database } from 'better-sqlite3';
import { statement } from '../statement.ts';
import type { SettingRow } from '../tables.ts';

/** Facts about the installation itself. */
export interface SettingWriter {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** The settings in the control plane's database. */
export function createSettingWriter(db: Database): SettingWriter {
  const get = statement<{ name: string }, { value: string }>(db, ({ name }, from) =>
    from.selectFrom('settings').select('value').where('name', '=', name),
  );
  const set = statement<SettingRow, never>(db, ({ name, value }, from) =>
    from
      .insertInto('settings')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .$castTo<never>(),
  );
  return { get: (name) => get.get({ name })?.value, set: (name, value) => void set.run({ name, value }) };
}
