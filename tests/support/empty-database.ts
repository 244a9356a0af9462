import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../services/store/open.ts';
import { tempFolder } from './temp.ts';

let migrated: Promise<Buffer> | undefined;

/** Writes a database that has every migration and nothing else: to run them takes longer than most tests. */
export async function writeEmptyDatabase(path: string): Promise<void> {
  writeFileSync(path, await (migrated ??= migratedOnce()));
}

async function migratedOnce(): Promise<Buffer> {
  const { db, close } = await openStore(join(tempFolder(), 'empty.db'));
  try {
    return db.serialize();
  } finally {
    close();
  }
}
