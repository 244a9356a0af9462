import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openReader } from '../../services/store/open.ts';
import { tempFolder } from '../support/temp.ts';

const WRITER = fileURLToPath(new URL('../../dist/tests/threads/writer.js', import.meta.url));

/** Lets a process write until it has acknowledged `count` writes, kills it, and gives what it acknowledged. */
async function acknowledgedBeforeKill(path: string, count: number): Promise<string[]> {
  const writer = spawn(process.execPath, [WRITER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(writer, 'exit');
  const acknowledged: string[] = [];
  for await (const id of createInterface({ input: writer.stdout })) {
    if (id.length === 'rel-'.length + 36) acknowledged.push(id);
    if (acknowledged.length === count) writer.kill('SIGKILL');
  }
  await ended;
  return acknowledged;
}

describe('a killed process', () => {
  test('has every write that it acknowledged on disk, and the next one opens the database', async () => {
    const path = join(tempFolder(), 'state.db');
    const acknowledged: string[] = [];
    for (const count of [1, 7, 150]) acknowledged.push(...(await acknowledgedBeforeKill(path, count)));
    const db = openReader(path);
    const ids = new Set(db.prepare<[], string>('SELECT id FROM releases').pluck().all());
    const whole = db.prepare<[], number>('SELECT count(*) FROM release_entries').pluck().get();
    db.close();
    expect(acknowledged.length).toBeGreaterThanOrEqual(158);
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(whole).toBe(ids.size);
  });
});
