import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { makeAgentTables } from '../../services/store/agent-unit.ts';
import { openStore } from '../../services/store/open.ts';

/** Databases as they are new; a life begins with copies of them in memory. */
export interface Templates {
  readonly controlPlane: Buffer;
  readonly agent: Buffer;
}

/** Makes the databases, migrations and all, once for many lives. */
export async function createTemplates(): Promise<Templates> {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-simulation-'));
  try {
    const store = await openStore(join(folder, 'state.db'));
    // A copy in memory cannot have a write-ahead log.
    store.db.pragma('journal_mode = DELETE');
    const controlPlane = store.db.serialize();
    store.close();
    const agent = new SQLite(':memory:');
    makeAgentTables(agent);
    return { controlPlane, agent: agent.serialize() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
