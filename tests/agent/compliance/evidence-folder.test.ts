import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  boundedText,
  historyOf,
  makeEvidenceFolder,
  newestEvidence,
  store,
  takeStep,
} from '../../../agent/compliance/evidence-folder.ts';
import { evidenceSteps, freeSecond, stampOf } from '../../../agent/compliance/evidence-steps.ts';
import { Unavailable } from '../../../machines/errors.ts';
import { SmallDisk } from '../../support/small-disk.ts';
import { tempFolder } from '../../support/temp.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOON = Date.UTC(2026, 3, 20, 12);
const SIGNED = { document: '{"a":1}', signature: 'sig', public_key: 'ssh-ed25519 AAAA' };
const UNSIGNED = { document: '{"a":2}', signature: undefined, public_key: undefined };
const when = (at: number, retentionDays = 30) => ({ at, retentionDays });

async function aFolder(): Promise<string> {
  const directory = join(tempFolder(), 'evidence');
  await makeEvidenceFolder(directory);
  return directory;
}

describe('a folder of evidence', () => {
  test('has none at first', async () => {
    expect(await newestEvidence(await aFolder())).toBeUndefined();
    expect(await newestEvidence(join(tempFolder(), 'absent'))).toBeUndefined();
  });

  test('has the newest in front, and all in its history', async () => {
    const folder = await aFolder();
    await store(folder, SIGNED, when(NOON));
    await store(folder, { ...SIGNED, document: '{"a":3}' }, when(NOON + 1000));
    expect(readlinkSync(join(folder, 'current'))).toBe('history/20260420T120001Z');
    expect(readFileSync(join(folder, 'evidence.json'), 'utf8')).toBe('{"a":3}');
    expect(readFileSync(join(folder, 'evidence.json.sig'), 'utf8')).toBe('sig');
    expect(readFileSync(join(folder, 'evidence.host.pub'), 'utf8')).toBe('ssh-ed25519 AAAA\n');
    expect(readFileSync(join(folder, 'history/20260420T120000Z/evidence.json'), 'utf8')).toBe('{"a":1}');
    expect(await newestEvidence(folder)).toMatchObject({ document: '{"a":3}', signature: 'sig' });
    expect(readdirSync(folder).toSorted()).toEqual([
      'current',
      'evidence.host.pub',
      'evidence.json',
      'evidence.json.sig',
      'history',
    ]);
  });

  test('shows no signature of before beside evidence that has none', async () => {
    const folder = await aFolder();
    await store(folder, SIGNED, when(NOON));
    await store(folder, UNSIGNED, when(NOON + 1000));
    expect(existsSync(join(folder, 'evidence.json.sig'))).toBe(false);
    expect(await newestEvidence(folder)).toEqual(UNSIGNED);
  });

  test('takes the place of a file of v0.1.1', async () => {
    const folder = await aFolder();
    writeFileSync(join(folder, 'evidence.json'), 'old');
    await store(folder, SIGNED, when(NOON));
    expect(readFileSync(join(folder, 'evidence.json'), 'utf8')).toBe('{"a":1}');
  });

  test('is for its owner and its group alone, whatever the umask is', async () => {
    for (const mask of [0o077, 0o000]) {
      const before = process.umask(mask);
      onTestFinished(() => void process.umask(before));
      const folder = await aFolder();
      await store(folder, SIGNED, when(NOON));
      const modes = ['.', 'history', 'current/', 'evidence.json', 'evidence.json.sig'].map(
        (name) => statSync(join(folder, name)).mode & 0o777,
      );
      expect(modes).toEqual([0o750, 0o750, 0o750, 0o640, 0o640]);
      process.umask(before);
    }
  });

  test('keeps the mode that somebody gave it', async () => {
    const folder = join(tempFolder(), 'evidence');
    mkdirSync(folder);
    chmodSync(folder, 0o2755);
    await makeEvidenceFolder(folder);
    expect(statSync(folder).mode & 0o7777).toBe(0o2755);
  });

  test('forgets what is too old, never the newest, and touches nothing of others', async () => {
    const folder = await aFolder();
    await store(folder, SIGNED, when(NOON - 31 * DAY));
    await store(folder, SIGNED, when(NOON - 29 * DAY));
    mkdirSync(join(folder, 'history/mine'));
    writeFileSync(join(folder, 'sbom.json'), '{}');
    await store(folder, SIGNED, when(NOON));
    expect((await historyOf(folder)).toSorted()).toEqual([stampOf(NOON - 29 * DAY), stampOf(NOON), 'mine']);
    expect(existsSync(join(folder, 'sbom.json'))).toBe(true);
  });

  test('loses no more than a little of its history to a clock that is years ahead', async () => {
    const history = Array.from({ length: 1000 }, (_, hour) => stampOf(NOON + hour * 3_600_000)).toReversed();
    const steps = evidenceSteps({ at: NOON + 7300 * DAY, files: {}, history, retentionDays: 30 });
    const removed = steps.flatMap((step) => (step.does === 'rename' && step.to === 'history/.old' ? [step.path] : []));
    expect(removed).toEqual(
      history
        .toReversed()
        .slice(0, 32)
        .map((name) => `history/${name}`),
    );
  });

  test('waits for no pipe and reads no device', async () => {
    await expect(boundedText('/dev/zero', 4096)).rejects.toThrow('/dev/zero is no file');
    await expect(boundedText(tempFolder(), 4096)).rejects.toThrow('is no file');
  });

  test('reads nothing that is too long to be evidence', async () => {
    const folder = await aFolder();
    await store(folder, { ...SIGNED, signature: 'x'.repeat(5000) }, when(NOON));
    await expect(newestEvidence(folder)).rejects.toThrow('longer than 4096 bytes');
    expect(await boundedText(join(folder, 'evidence.json'), 7)).toBe('{"a":1}');
  });

  test('has whole evidence after a power cut at any step, and takes the next', async () => {
    const newer = { 'evidence.json': '{"a":3}', 'evidence.json.sig': 'newer', 'evidence.host.pub': 'key\n' };
    const steps = evidenceSteps({ at: NOON, files: newer, history: [stampOf(NOON - 40 * DAY)], retentionDays: 30 });
    const seen = new Set<string>();
    for (let cut = 0; cut <= steps.length; cut++) {
      const folder = await aFolder();
      await store(folder, { ...SIGNED, document: '{"a":0}' }, when(NOON - 40 * DAY));
      await store(folder, SIGNED, when(NOON - DAY, 100));
      for (const step of steps.slice(0, cut)) await takeStep(folder, step);
      const found = await newestEvidence(folder);
      seen.add(`${found?.document} ${found?.signature}`);
      expect(readFileSync(join(folder, 'evidence.json'), 'utf8'), `after ${cut} steps`).toBe(found?.document);
      for (const name of (await historyOf(folder)).filter((each) => !each.startsWith('.')))
        expect(readdirSync(join(folder, 'history', name)), `after ${cut} steps`).toHaveLength(3);
      await store(folder, { ...SIGNED, document: '{"a":4}' }, when(NOON + 1000));
      expect((await newestEvidence(folder))?.document).toBe('{"a":4}');
      expect((await historyOf(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    }
    expect([...seen]).toEqual(['{"a":1} sig', '{"a":3} newer']);
  });

  test('is on the disk before anything names it', () => {
    const steps = evidenceSteps({ at: NOON, files: { 'evidence.json': '{}' }, history: [], retentionDays: 1 });
    const order = steps.map((step) => `${step.does} ${step.path}`);
    const at = (step: string) => order.indexOf(step);
    expect(at('write history/.new/evidence.json')).toBeLessThan(at('sync history/.new'));
    expect(at('sync history/.new')).toBeLessThan(at('rename history/.new'));
    expect(at('rename history/.new')).toBeLessThan(at('sync history'));
    expect(at('sync history')).toBeLessThan(at('link .link'));
  });

  test.skipIf(process.getuid?.() !== 0)('keeps the evidence of before when the disk is full', async (context) => {
    const disk = SmallDisk.mount(1);
    if (disk === undefined) return context.skip('nothing can be mounted here');
    onTestFinished(() => disk.unmount());
    const folder = join(disk.folder, 'evidence');
    await makeEvidenceFolder(folder);
    await store(folder, SIGNED, when(NOON));
    disk.fill();
    const failure = await store(folder, { ...SIGNED, document: 'x'.repeat(100_000) }, when(NOON + 1000)).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Unavailable);
    expect(await newestEvidence(folder)).toMatchObject({ document: '{"a":1}' });
    disk.free();
    await store(folder, { ...SIGNED, document: '{"a":9}' }, when(NOON + 2000));
    expect(await newestEvidence(folder)).toMatchObject({ document: '{"a":9}' });
    expect(lstatSync(join(folder, 'current')).isSymbolicLink()).toBe(true);
  });
});

describe('the second of evidence', () => {
  test('is one that no other evidence has', () => {
    expect(freeSecond(NOON + 999, [])).toBe(NOON);
    expect(freeSecond(NOON, [stampOf(NOON), stampOf(NOON + 1000)])).toBe(NOON + 2000);
    expect(freeSecond(NOON, ['mine', '.new', stampOf(NOON - 1000)])).toBe(NOON);
  });

  test('comes after the newest where the clock was set back a little, and is the truth where it was set back by more', () => {
    expect(freeSecond(NOON, [stampOf(NOON + 60_000), stampOf(NOON)])).toBe(NOON + 61_000);
    expect(freeSecond(NOON, [stampOf(NOON + 240_000)])).toBe(NOON);
    expect(freeSecond(NOON, [stampOf(NOON + DAY), stampOf(NOON)])).toBe(NOON + 1000);
  });
});
