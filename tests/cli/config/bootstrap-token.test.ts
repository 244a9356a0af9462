import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Program } from '../program.ts';

const program = new Program();
const tokenFile = join(program.home, 'token');

beforeAll(async () => {
  writeFileSync(tokenFile, 'the first one\n');
  await program.startControlPlane('--bootstrap-token-file', tokenFile);
});
afterAll(() => program.stop());

describe('nixfleet bootstrap, where a token is asked for', () => {
  test('says what is missing, gets the key with the token, and says why not a second time', async () => {
    const without = await program.run('bootstrap');
    expect(without).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('bootstrap token') });
    const unread = await program.run('bootstrap', '--token-file', '/nowhere');
    expect(unread).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('/nowhere') });
    const wrongFile = join(program.home, 'wrong');
    writeFileSync(wrongFile, 'a guess');
    const wrong = await program.run('bootstrap', '--token-file', wrongFile);
    expect(wrong).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('not the bootstrap token') });
    const first = await program.run('bootstrap', '--token-file', tokenFile);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^nfk-[0-9a-f]{64}\n$/) });
    expect(`${first.stdout}${first.stderr}`).not.toContain('the first one');
    const again = await program.run('bootstrap', '--token-file', tokenFile);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('API keys already exist') });
  });
});
