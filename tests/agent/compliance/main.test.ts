import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finish, type RunOptions } from '../../../services/host/process.ts';
import { fileURLToPath } from 'node:url';
import { tempFolder } from '../../support/temp.ts';
import { gone } from '../../services/host/waiting.ts';
import { aHost, CONTENT, DISCONTENT } from './a-host.ts';

const MAIN = fileURLToPath(new URL('../../../dist/agent/compliance/bin/nixfleet-compliance.js', import.meta.url));

/** Runs the program as it was built. */
const ran = (argv: readonly string[], options: RunOptions = {}, program = MAIN) =>
  finish({ argv: [process.execPath, program, ...argv] }, options);

describe('nixfleet-compliance', () => {
  test('says what it can do and which it is', async () => {
    expect(await ran(['--help'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Exit codes') });
    expect(await ran(['check', '-h'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Usage:') });
    expect(await ran(['--version'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^nixfleet-compliance \d/),
    });
  });

  test('collects, shows and verifies, and ends with what that means', async () => {
    const { root, script } = await aHost({ printers: CONTENT }, { signs: true });
    const ask = (...argv: readonly string[]) => ran([...argv, '--root', root]);
    expect(await ask('check')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^nixfleet-compliance: there is no evidence/),
    });
    expect(await ask('collect')).toMatchObject({
      exitCode: 0,
      stdout: '1/1 controls compliant; 0 failing, 0 in error\n',
    });
    expect(await ask('check')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('PASS   printers') });
    expect(await ask('verify', '--host', 'web-1')).toMatchObject({ exitCode: 0 });
    script('printers', DISCONTENT);
    expect(await ask('collect', '--fail')).toMatchObject({ exitCode: 1 });
    expect(await ask('verify', '--host', 'web-2')).toMatchObject({ exitCode: 2 });
    expect(await ask('check', '--nonsense')).toMatchObject({ exitCode: 64 });
    expect(await ask('probe', 'printers')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no probe "printers"'),
    });
  });

  test('is compliance-check when it is called so', async () => {
    const { root } = await aHost({ printers: DISCONTENT });
    await ran(['collect', '--root', root]);
    const link = join(tempFolder(), 'compliance-check');
    symlinkSync(MAIN, link);
    const { exitCode, stdout } = await ran(['--root', root], {}, link);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('FAIL   printers') });
    expect(stdout).not.toContain('\u001b');
    const { stderr } = await ran(['--nonsense'], {}, link);
    expect(stderr).toMatch(/^compliance-check: /);
  });

  test('takes its probes along when it is ended', async () => {
    const { root } = await aHost({
      printers: 'echo $$ > "$NIXFLEET_ROOT/pid"; echo up > "$NIXFLEET_ROOT/up"; sleep 1000',
    });
    const stop = new AbortController();
    const ended = ran(['collect', '--root', root], { signal: stop.signal }).catch((error: unknown) => error);
    await expect.poll(() => readable(join(root, 'up')), { timeout: 30_000 }).toBe('up\n');
    stop.abort();
    await ended;
    await gone(Number(readable(join(root, 'pid'))));
  });
});

function readable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
