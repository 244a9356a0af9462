import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finish } from '../../../services/host/process.ts';
import { isLocked } from '../../../services/host/switch-lock.ts';
import { aFolder, lineOf } from './waiting.ts';

describe('the switch lock', () => {
  test('is free when there is no such file', async () => {
    expect(await isLocked(join(await aFolder(), 'lock'))).toBe(false);
  });

  test('is taken while somebody holds it, and free after', async () => {
    const lock = join(await aFolder(), 'lock');
    writeFileSync(lock, '');
    expect(await isLocked(lock)).toBe(false);
    const stop = new AbortController();
    const holder = lineOf((onLine) =>
      finish({ argv: ['flock', lock, '/bin/sh', '-c', 'echo held; sleep 1000'] }, { signal: stop.signal, onLine }),
    );
    await holder.line;
    expect(await isLocked(lock)).toBe(true);
    stop.abort();
    await expect(holder.end).rejects.toThrow('was stopped');
    expect(await isLocked(lock)).toBe(false);
  });
});
