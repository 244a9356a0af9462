import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHealthFile } from '../../../../services/host/probes/health-file.ts';
import { aFolder } from '../waiting.ts';

describe('a health file', () => {
  test.each([
    [{ http: [{ timeout: 3 }] }, '/http/0'],
    [{ systemd: [{}] }, '/systemd/0'],
    [
      { http: [{ url: 'u', expectedStatus: 200, expected_status: 201 }] },
      'u has both expectedStatus and expected_status',
    ],
    [{ command: [{ name: 'n', command: 'true', interval: 'often' }] }, '/command/0/interval'],
    [{ systemd: [{ units: Array(1025).fill('u') }] }, '1025 checks are more than the 1024'],
    [[], 'the file'],
  ])('with %j is refused', async (checks, words) => {
    const file = join(await aFolder(), 'checks.json');
    await writeFile(file, JSON.stringify(checks));
    await expect(readHealthFile(file)).rejects.toThrow(words);
  });

  test('may have what we do not know', async () => {
    const file = join(await aFolder(), 'checks.json');
    const checks = { http: [{ url: 'u', interval: 5 }], extra: true };
    await writeFile(file, JSON.stringify(checks));
    expect(await readHealthFile(file)).toEqual(checks);
  });
});
