import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { collect } from '../../../agent/compliance/collect.ts';
import { historyOf, newestEvidence } from '../../../agent/compliance/evidence-folder.ts';
import { fitted } from '../../../agent/compliance/fitted.ts';
import { collectEvidence } from '../../../agent/compliance/verbs/collect.ts';
import { BadConfig, Conflict } from '../../../machines/errors.ts';
import { canonical } from '../../../services/compliance/canonical.ts';
import { readPublicKey } from '../../../services/compliance/ssh-key.ts';
import { readEvidence, verifiedEvidence } from '../../../services/compliance/verified-evidence.ts';
import { finish } from '../../../services/host/process.ts';
import { lockBeside } from '../../../services/store/lock.ts';
import { aControl, someEvidence } from '../../services/compliance/some-evidence.ts';
import { tempFolder } from '../../support/temp.ts';
import { SmallDisk } from '../../support/small-disk.ts';
import { aHost, CONTENT, DISCONTENT, type Host, SYSTEM } from './a-host.ts';

const NOON = Date.UTC(2026, 3, 20, 12);
const collected = (host: Host, now = NOON, patienceMs?: number) =>
  collect({ settings: host.settings, root: host.root, clock: () => now }, patienceMs).then(({ evidence }) => evidence);
const file = (host: Host, name: string) => readFileSync(join(host.directory, name), 'utf8');

describe('collecting', () => {
  test('says of each control how it came out, and of which system', async () => {
    const host = await aHost(
      {
        'secure-boot': { script: DISCONTENT, required: true, articles: { nis2: ['21(a)'], cra: ['Art. 10'] } },
        printers: CONTENT,
        'access-control': DISCONTENT,
        backups: 'echo "no disk" >&2; exit 4',
      },
      { exceptions: { 'access-control': { rationale: 'a bastion', owner: null, expires: null } } },
    );
    const evidence = await collected(host);
    expect(evidence).toMatchObject({
      schema: 'nixfleet.evidence/1',
      host: 'web-1',
      timestamp: '2026-04-20T12:00:00Z',
      generation: SYSTEM,
      revision: 'abc123',
      frameworks: ['nis2'],
      overall: '1/4 controls compliant, 1 exempt',
    });
    expect(evidence.controls.map(({ control, status }) => `${control} ${status}`)).toEqual([
      'access-control exempt',
      'backups error',
      'printers compliant',
      'secure-boot non-compliant',
    ]);
    expect(evidence.controls.at(1)?.checks).toEqual({ error: 'ended with exit code 4: no disk' });
    expect(evidence.controls.at(-1)).toMatchObject({
      required: true,
      framework_articles: { nis2: ['21(a)'], cra: ['Art. 10'] },
      findings: [{ id: 'first', text: 'it is not well' }],
      checks: { compliant: false },
    });
    expect(readEvidence(file(host, 'evidence.json'))).toEqual(evidence);
  });

  test('signs what it keeps with the key of the host', async () => {
    const host = await aHost({ printers: CONTENT }, { signs: true });
    const evidence = await collected(host);
    const kept = {
      document: file(host, 'evidence.json'),
      signature: file(host, 'evidence.json.sig'),
      public_key: file(host, 'evidence.host.pub'),
    };
    const own = readPublicKey(readFileSync(join(host.root, 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8'));
    expect(verifiedEvidence(kept, [own]).evidence).toEqual(evidence);
  });

  test('can be verified without us, as the manual says', async () => {
    const host = await aHost({ printers: CONTENT }, { signs: true });
    await collected(host);
    writeFileSync(join(host.directory, 'allowed'), `web-1 ${file(host, 'evidence.host.pub')}`);
    const script = 'ssh-keygen -Y verify -n nixfleet-evidence -I web-1 -f allowed -s evidence.json.sig < evidence.json';
    const verified = await finish({ argv: ['/bin/sh', '-c', script], cwd: host.directory });
    expect(verified.stdout).toContain('Good "nixfleet-evidence" signature for web-1');
    writeFileSync(join(host.directory, 'evidence.json'), file(host, 'evidence.json').replace('true', 'false'));
    const spoiled = await finish({ argv: ['/bin/sh', '-c', script], cwd: host.directory });
    expect(spoiled.exitCode).not.toBe(0);
  });

  test('twice in a second makes two pieces of evidence', async () => {
    const host = await aHost({ printers: CONTENT });
    const [one, other] = [await collected(host), await collected(host)];
    expect([one.timestamp, other.timestamp]).toEqual(['2026-04-20T12:00:00Z', '2026-04-20T12:00:01Z']);
    expect(await historyOf(host.directory)).toHaveLength(2);
  });

  test('is done by one at a time: the second waits', async () => {
    const host = await aHost({ printers: 'mkdir "$NIXFLEET_ROOT/busy" && rmdir "$NIXFLEET_ROOT/busy" && echo "{}"' });
    const found = await Promise.all([collected(host), collected(host), collected(host)]);
    expect(found.map(({ overall }) => overall)).toEqual(Array.from({ length: 3 }, () => '1/1 controls compliant'));
    expect(new Set(found.map(({ timestamp }) => timestamp)).size).toBe(3);
  });

  test('is not waited for for ever', async () => {
    const host = await aHost({ printers: CONTENT });
    mkdirSync(host.directory, { recursive: true, mode: 0o750 });
    const lock = lockBeside(join(host.directory, 'evidence'));
    await expect(collected(host, NOON, 50)).rejects.toThrow(Conflict);
    lock?.close();
    expect(await collected(host)).toMatchObject({ host: 'web-1' });
  });

  test('is left be when somebody else has done it in the meantime', async () => {
    const host = await aHost({ printers: 'exit 1' });
    const enough = someEvidence();
    const { settings, root } = host;
    const collecting = { settings, root, clock: () => NOON, unless: () => Promise.resolve(enough) };
    expect(await collect(collecting)).toEqual({ evidence: enough, warnings: [] });
    expect(await historyOf(host.directory)).toEqual([]);
  });

  test('goes on where no SBOM can be made, and says so', async () => {
    const host = await aHost({ printers: CONTENT }, { sbom: true });
    host.switchTo('/nowhere');
    const { settings, root } = host;
    const { warnings, evidence } = await collect({ settings, root, clock: () => NOON });
    expect(warnings).toEqual([expect.stringContaining('the SBOM cannot be written')]);
    expect(evidence.overall).toBe('1/1 controls compliant');
  });

  test('of a machine that runs no NixOS has no system', async () => {
    const host = await aHost({ printers: CONTENT });
    const { evidence } = await collect({ settings: host.settings, root: join(host.root, 'etc'), clock: () => NOON });
    expect(evidence.generation).toBeNull();
  });

  const keygen = (kind: string, phrase: string) => (key: string) =>
    finish({ argv: ['ssh-keygen', '-q', '-t', kind, '-N', phrase, '-f', key] });

  test.each([
    ['is not there', () => Promise.resolve(), 'is not there: is services.openssh.enable on?'],
    ['is no key', (key: string) => writeFile(key, 'nonsense', { mode: 0o600 }), 'ssh-keygen cannot sign with'],
    ['is of another kind', keygen('ecdsa', ''), 'of the kind ecdsa-sha2-nistp256'],
    ['has a passphrase', keygen('ed25519', 'a long phrase'), 'ssh-keygen cannot sign with'],
  ])('keeps nothing when the key of the host %s', async (_, make, reason) => {
    const host = await aHost({ printers: CONTENT }, { signingKey: '/etc/ssh/key' });
    await make(join(host.root, 'etc/ssh/key'));
    const failure = await collected(host).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BadConfig);
    expect(String(failure)).toContain(reason);
    expect(String(failure)).toContain('compliance.evidence.collector.signingKey');
    expect(existsSync(join(host.directory, 'current'))).toBe(false);
  });

  test.skipIf(process.getuid?.() !== 0)('leaves the evidence of before when the disk is full', async (context) => {
    const disk = SmallDisk.mount(1);
    if (disk === undefined) return context.skip('nothing can be mounted here');
    onTestFinished(() => disk.unmount());
    const host = await aHost({ printers: CONTENT }, { signs: true });
    const directory = join(disk.folder, 'evidence');
    const collecting = { settings: { ...host.settings, directory }, root: host.root, clock: () => NOON };
    await collect(collecting);
    const before = await newestEvidence(directory);
    disk.fill();
    await expect(collect(collecting)).rejects.toThrow(/is full: the evidence of before is kept/);
    expect(before).toBeDefined();
    expect(await newestEvidence(directory)).toEqual(before);
  });

  test('signs nothing that nobody could read, and names what is too long', async () => {
    const host = await aHost({ printers: CONTENT }, { frameworks: ['x'.repeat(65)] });
    await expect(collected(host)).rejects.toThrow('`frameworks` is too long');
    expect(await historyOf(host.directory)).toEqual([]);
  });

  test('never goes back in time when the clock was set a little back', async () => {
    const host = await aHost({ printers: CONTENT });
    await collected(host);
    expect((await collected(host, NOON - 90_000)).timestamp).toBe('2026-04-20T12:00:01Z');
    expect((await collected(host, NOON - 60 * 60_000)).timestamp).toBe('2026-04-20T11:00:00Z');
  });

  test.each([
    ['others may write into', (folder: string) => chmodSync(folder, 0o777)],
    ['others may write into, though only its history', (folder: string) => chmodSync(join(folder, 'history'), 0o770)],
    [
      'leads elsewhere',
      (folder: string) => {
        const history = join(folder, 'history');
        rmSync(history, { recursive: true });
        symlinkSync(tempFolder(), history);
      },
    ],
  ])('keeps nothing in a folder that %s', async (_, spoil) => {
    const host = await aHost({ printers: CONTENT });
    await collected(host);
    spoil(host.directory);
    await expect(collected(host)).rejects.toThrow(/may be written by others .*collector.outputDir/);
  });

  test.skipIf(process.getuid?.() !== 0)('keeps nothing in a folder of another user', async () => {
    const host = await aHost({ printers: CONTENT });
    await collected(host);
    chownSync(join(host.directory, 'history'), 65534, 65534);
    await expect(collected(host)).rejects.toThrow('belongs to another user (uid 65534)');
  });

  test('into what is no folder says where evidence should have been kept', async () => {
    const host = await aHost({ printers: CONTENT }, { directory: '/etc/nixfleet/compliance.json/evidence' });
    await expect(collected(host)).rejects.toThrow(/evidence cannot be kept in .*compliance.json.evidence/);
  });
});

describe('the verb collect', () => {
  test('says in one line what came of it, and fails only when asked to', async () => {
    const host = await aHost({ printers: CONTENT, scanners: DISCONTENT, backups: 'exit 1' });
    expect(await collectEvidence(host.asked('collect'))).toEqual({
      exitCode: 0,
      output: '1/3 controls compliant; 1 failing, 1 in error (backups, scanners)\n',
      notes: ['warning: the evidence is not signed (compliance.evidence.collector.signingKey)'],
    });
    expect(await collectEvidence(host.asked('collect', '--fail'))).toMatchObject({ exitCode: 1 });
    host.script('scanners', CONTENT);
    host.script('backups', CONTENT);
    expect(await collectEvidence(host.asked('collect', '--fail'))).toMatchObject({ exitCode: 0 });
  });

  test('names exceptions that excuse nothing', async () => {
    const exceptions = { 'BH-99': { rationale: 'old', owner: null, expires: null } };
    const host = await aHost({ printers: CONTENT }, { exceptions, signs: true });
    const { notes } = await collectEvidence(host.asked('collect'));
    expect(notes).toEqual(['warning: the exception "BH-99" excuses nothing: there is no such control or rule']);
  });

  test('writes the result for Prometheus, too', async () => {
    const host = await aHost({ printers: CONTENT, scanners: { script: DISCONTENT, required: true } });
    const metrics = join(host.root, 'compliance.prom');
    await collectEvidence(host.asked('collect', '--metrics-file', metrics));
    const text = readFileSync(metrics, 'utf8');
    expect(text).toContain('nixfleet_compliance_control{control="printers",status="compliant",required="false"} 1\n');
    expect(text).toContain(
      'nixfleet_compliance_control{control="scanners",status="non-compliant",required="true"} 1\n',
    );
    expect(text).toMatch(/^nixfleet_compliance_collected_timestamp_seconds \d{10}$/m);
    expect(readdirSync(host.root).filter((name) => name.startsWith('compliance.prom'))).toEqual(['compliance.prom']);
  });
});

describe('evidence that would be too long', () => {
  test('leaves out what the most talkative controls observed, and what they came out as stays', () => {
    const big = aControl({ control: 'big', status: 'non-compliant', checks: { text: 'x'.repeat(5000) } });
    const evidence = someEvidence({ controls: [aControl(), big, aControl({ control: 'small' })] });
    expect(fitted(evidence)).toEqual(evidence);
    const short = fitted(evidence, 3000);
    expect(Buffer.byteLength(canonical(short))).toBeLessThanOrEqual(3000);
    expect(short.controls.map(({ status }) => status)).toEqual(['compliant', 'non-compliant', 'compliant']);
    expect(short.controls[1]?.checks).toEqual({ omitted: '5011 bytes: too much for evidence' });
    expect(short.controls[0]).toEqual(aControl());
  });
});
