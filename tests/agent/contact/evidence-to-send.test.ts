import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evidenceToSend } from '../../../agent/contact/evidence-to-send.ts';
import { run } from '../../../services/host/process.ts';
import { aFolder } from '../../services/host/waiting.ts';
import { anEvidenceFolder, type EvidenceFolder } from '../an-evidence-folder.ts';

const NAME = '20260420T100000Z';
const EVIDENCE = { document: '{"host":"ä"}', signature: 'sig\n', public_key: 'ssh-ed25519 AAAA a' };

async function withEvidence(): Promise<EvidenceFolder & { readonly place: string }> {
  const folder = await anEvidenceFolder();
  await folder.put(NAME, EVIDENCE);
  return { ...folder, place: join(folder.path, 'history', NAME) };
}

describe('the evidence of a folder', () => {
  test('is the newest, with its name', async () => {
    const folder = await withEvidence();
    await folder.put('20260421T100000Z', { ...EVIDENCE, document: '{}' });
    expect(await evidenceToSend(folder.path)).toEqual({
      name: 'history/20260421T100000Z',
      signed: { ...EVIDENCE, document: '{}' },
    });
  });

  test('is none where there is none yet, or no folder', async () => {
    const folder = await aFolder();
    expect(await evidenceToSend(folder)).toBeUndefined();
    expect(await evidenceToSend(join(folder, 'missing'))).toBeUndefined();
  });

  test('that is not signed is not sent', async () => {
    const folder = await anEvidenceFolder();
    await folder.put(NAME, { document: '{}' });
    await expect(evidenceToSend(folder.path)).rejects.toThrow('is not signed');
  });

  test.each(['/etc', '../elsewhere', 'history/../../elsewhere', `history/${NAME}/`])(
    'is not looked for where a link leads out: %s',
    async (target) => {
      const { path } = await withEvidence();
      await rm(join(path, 'current'));
      await symlink(target, join(path, 'current'));
      await expect(evidenceToSend(path)).rejects.toThrow('not into history');
    },
  );

  test('is not followed out of the folder', async () => {
    const [{ path, place }, elsewhere] = [await withEvidence(), await aFolder()];
    await rename(place, join(elsewhere, 'taken'));
    await symlink(join(elsewhere, 'taken'), place);
    await expect(evidenceToSend(path)).rejects.toThrow('leads out of');
  });

  test('is of files, not of what a link leads to', async () => {
    const { path, place } = await withEvidence();
    await rm(join(place, 'evidence.host.pub'));
    await symlink('/etc/hostname', join(place, 'evidence.host.pub'));
    await expect(evidenceToSend(path)).rejects.toThrow('ELOOP');
  });

  test('is not waited for in a pipe, nor read from a folder', async () => {
    const { path, place } = await withEvidence();
    await rm(join(place, 'evidence.json'));
    await run({ argv: ['mkfifo', join(place, 'evidence.json')] });
    await expect(evidenceToSend(path)).rejects.toThrow('is no file');
    await rm(join(place, 'evidence.json'));
    await mkdir(join(place, 'evidence.json'));
    await expect(evidenceToSend(path)).rejects.toThrow('is no file');
  });

  test('is bounded', async () => {
    const { path, place } = await withEvidence();
    await writeFile(join(place, 'evidence.json'), 'x'.repeat(512 * 1024 + 1));
    await expect(evidenceToSend(path)).rejects.toThrow('at most 524288 bytes');
  });
});
