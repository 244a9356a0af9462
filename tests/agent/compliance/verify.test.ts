import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../../../agent/compliance/collect.ts';
import { verify } from '../../../agent/compliance/verbs/verify.ts';
import { BadUsage, NotFound } from '../../../machines/errors.ts';
import { aSigner } from '../../services/compliance/a-signer.ts';
import { aHost, CONTENT, type Host } from './a-host.ts';

const NOON = Date.UTC(2026, 3, 20, 12);

/** A signing host with evidence, and its own public key. */
async function aSigningHost(): Promise<{ host: Host; key: string }> {
  const host = await aHost({ printers: CONTENT }, { signs: true });
  await collect({ settings: host.settings, root: host.root, clock: () => NOON });
  return { host, key: join(host.root, 'etc/ssh/ssh_host_ed25519_key.pub') };
}
const bad = (reason: string) => ({ exitCode: 2, output: '', notes: [expect.stringContaining(reason)] });
const verified = (host: Host, ...argv: readonly string[]) => verify(host.asked('verify', ...argv));

describe('verify', () => {
  test('says whose evidence it is and who signed it', async () => {
    const { host, key } = await aSigningHost();
    const { exitCode, output, notes } = await verified(host, '--key', key);
    expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: [] });
    expect(output).toMatch(/: good, web-1 at 2026-04-20T12:00:00Z, 1\/1 controls compliant, signed by SHA256:\S+\n$/);
  });

  test('takes a key as text, too', async () => {
    const { host, key } = await aSigningHost();
    expect(await verified(host, '--key', readFileSync(key, 'utf8'))).toMatchObject({ exitCode: 0 });
  });

  test('says so when nobody vouches for the key', async () => {
    const { host } = await aSigningHost();
    expect(await verified(host)).toMatchObject({ exitCode: 0, notes: [expect.stringContaining('--allowed-signers')] });
  });

  test('believes only the key that it is given', async () => {
    const { host } = await aSigningHost();
    const other = (await aSigner()).publicKey;
    expect(await verified(host, '--key', other)).toEqual(bad('not among those that are trusted'));
    const signers = join(host.root, 'signers');
    writeFileSync(signers, `web-2 ${readFileSync(join(host.directory, 'evidence.host.pub'), 'utf8')}web-1 ${other}\n`);
    expect(await verified(host, '--allowed-signers', signers)).toEqual(bad('not among those that are trusted'));
    writeFileSync(signers, `web-1 ${readFileSync(join(host.directory, 'evidence.host.pub'), 'utf8')}`);
    expect(await verified(host, '--allowed-signers', signers)).toMatchObject({ exitCode: 0, notes: [] });
  });

  test('refuses evidence of another host', async () => {
    const { host } = await aSigningHost();
    expect(await verified(host, '--host', 'web-1')).toMatchObject({ exitCode: 0 });
    expect(await verified(host, '--host', 'web-2')).toEqual(bad('BAD, the evidence is of "web-1", not of "web-2"'));
  });

  test('reads a folder or a file that was brought from elsewhere', async () => {
    const { host, key } = await aSigningHost();
    const folder = join(host.root, 'brought');
    mkdirSync(folder);
    for (const name of ['evidence.json', 'evidence.json.sig', 'evidence.host.pub'])
      copyFileSync(join(host.directory, name), join(folder, name));
    expect(await verified(host, folder, '--key', key)).toMatchObject({ exitCode: 0 });
    expect(await verified(host, join(folder, 'evidence.json'))).toMatchObject({ exitCode: 0 });
    rmSync(join(folder, 'evidence.json.sig'));
    expect(await verified(host, folder)).toEqual(bad('evidence.json.sig is missing'));
    await expect(verified(host, join(folder, 'absent'))).rejects.toThrow(NotFound);
  });

  test('goes through the history, and names each piece that does not hold', async () => {
    const { host } = await aSigningHost();
    await collect({ settings: host.settings, root: host.root, clock: () => NOON + 60_000 });
    const { output } = await verified(host, '--history');
    expect(output.trim().split('\n')).toEqual([
      expect.stringMatching(/20260420T120000Z: good/),
      expect.stringMatching(/20260420T120100Z: good/),
    ]);
    const first = join(host.directory, 'history/20260420T120000Z/evidence.json');
    writeFileSync(first, readFileSync(first, 'utf8').replace('abc123', 'abc124'));
    expect(await verified(host, '--history')).toMatchObject({
      exitCode: 2,
      output: expect.stringMatching(/^\S+20260420T120100Z: good, .*\n$/),
      notes: [expect.stringMatching(/20260420T120000Z: BAD, the signature does not fit/), expect.any(String)],
    });
  });

  test('goes on where a piece of the history is not whole', async () => {
    const { host } = await aSigningHost();
    mkdirSync(join(host.directory, 'history/20260420T110000Z'));
    writeFileSync(join(host.directory, 'history/20260420T110000Z/evidence.json.sig'), 'x');
    const { exitCode, output, notes } = await verified(host, '--history');
    expect({ exitCode, notes }).toEqual({
      exitCode: 2,
      notes: [expect.stringMatching(/20260420T110000Z: BAD, there is no evidence/), expect.any(String)],
    });
    expect(output).toMatch(/20260420T120000Z: good/);
  });

  test('commands no terminal, whatever the evidence says', async () => {
    const host = await aHost({ printers: CONTENT }, { signs: true, host: 'we\u001b[2Jb\u009b31m' });
    await collect({ settings: host.settings, root: host.root, clock: () => NOON });
    expect((await verified(host)).output).not.toMatch(/[\u001b\u009b]/);
    const { notes } = await verified(host, '--host', 'web-1');
    expect(notes.join('')).not.toMatch(/[\u001b\u009b]/);
  });

  test('takes one kind of trust at a time', async () => {
    const { host, key } = await aSigningHost();
    await expect(verified(host, '--key', key, '--allowed-signers', key)).rejects.toThrow(BadUsage);
  });
});
