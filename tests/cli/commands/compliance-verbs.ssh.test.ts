import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Evidence } from '../../../machines/model/evidence.ts';
import { finish } from '../../../services/host/process.ts';
import { aSigner, type Signer } from '../../services/compliance/a-signer.ts';
import { aControl, someEvidence } from '../../services/compliance/some-evidence.ts';
import { storedEvidence } from '../compliance/a-signed-folder.ts';
import { aFleet } from './a-fleet.ts';

const { program, client } = aFleet();
const compliance = (...words: string[]) => program.run('compliance', ...words);
const SYSTEM = '/nix/store/00000000000000000000000000000000-nixos-system';

const failing = aControl({
  ...{ control: 'backup-retention', status: 'non-compliant', framework_articles: { nis2: ['21(c)'] } },
  findings: [{ id: 'backup-exists', text: 'nothing backs this\u001b[2J machine up' }],
  checks: { compliant: false, timers: [] },
});
const excused = aControl({
  ...{ control: 'secure-boot', status: 'exempt', framework_articles: { nis2: ['21(a)'] } },
  findings: [
    {
      ...{ id: 'secure-boot', text: 'secure boot is off' },
      exception: { rationale: 'a virtual machine', owner: 'ops@example.org', expires: '2099-12-31' },
    },
  ],
});

/** A machine that reports, and its evidence of just now, as its agent sends both. */
async function sent(signer: Signer, host: string, controls: Evidence['controls']): Promise<void> {
  const timestamp = `${new Date().toISOString().slice(0, 19)}Z`;
  const generation = `${SYSTEM}-${host}`;
  await client().report({
    params: { id: host },
    body: {
      ...{ machine_id: host, current_generation: generation, success: true, message: 'up-to-date', tags: ['web'] },
      ...{ agent_version: '0.2.0', uptime_seconds: 60, timestamp },
      health: { all_passed: true, timestamp, results: [] },
    },
  });
  const stored = await storedEvidence(signer, someEvidence({ host, timestamp, generation, controls }));
  const { document, signature, public_key } = stored;
  await client().sendEvidence({ params: { id: host }, body: { document, signature, public_key } });
}

describe('nixfleet compliance', () => {
  let signer: Signer;
  let renewed: Signer;
  beforeAll(async () => {
    [signer, renewed] = [await aSigner(), await aSigner()];
    await sent(signer, 'web-01', [aControl(), excused]);
    await sent(signer, 'web-02', [aControl(), failing, excused]);
    // web-03 was known, and was installed anew.
    await program.run('machines', 'register', 'web-03');
    await client().pinEvidenceKey({ params: { id: 'web-03' }, body: { public_key: signer.publicKey } });
    await sent(renewed, 'web-03', [aControl()]);
  });

  test('shows how the fleet stands, and fails where something is not met', async () => {
    const { code, stdout } = await compliance();
    expect(code).toBe(1);
    expect(stdout).toMatch(/ backup-retention +0 +1 +0 +0 +1 +web-02 /);
    expect(stdout).toMatch(/ 21\(c\) +not-met /);
    expect(stdout).toMatch(/signed by another key than the pinned one \(nixfleet compliance trust\): web-03\n/);
  });

  test('takes its flags without a word between, and gives JSON as the control plane has it', async () => {
    const { code, stdout } = await compliance('--framework', 'nis2', '--control', 'access-control', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ machines: { total: 3 }, controls: [{ control: 'access-control' }] });
    expect(code).toBe(1);
  });

  test('looks at machines with a tag alone', async () => {
    const { code, stdout } = await compliance('report', '--tag', 'nobody', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ machines: { total: 0 } });
    expect(code).toBe(1);
  });

  test('is a document in Markdown', async () => {
    const { stdout } = await compliance('--format', 'markdown');
    expect(stdout).toMatch(/^# Compliance of the fleet\n/);
    expect(stdout).toContain('| backup-retention | 0 | 1 | 0 | 0 | 1 | web-02 |');
  });

  test('shows a machine that is as it should be, with what excuses it, and succeeds', async () => {
    const { code, stdout } = await compliance('show', 'web-01');
    expect(stdout).toMatch(/^Trust: +verified\nSigned by: +SHA256:/);
    expect(stdout).toMatch(/EXEMPT secure-boot[^]*ops@example\.org: a virtual machine/);
    expect(code).toBe(0);
  });

  test('shows a machine that is not, and fails; what its probes say commands no terminal', async () => {
    const { code, stdout } = await compliance('show', 'web-02', '-v');
    expect(stdout).toMatch(/FAIL +backup-retention +\(nis2\)\n +backup-exists: nothing backs this/);
    expect(stdout).toContain('"timers": []');
    expect(stdout).not.toContain('\u001b');
    expect(code).toBe(1);
    expect((await compliance('show', 'web-02', '--control', 'access-control')).code).toBe(0);
  });

  test('shows a machine as JSON', async () => {
    const { stdout } = await compliance('show', 'web-02', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ machine_id: 'web-02', trust: 'verified', evidence: { host: 'web-02' } });
  });

  test('says what to do about a machine that sent none, and about one that nobody knows', async () => {
    await program.run('machines', 'register', 'db-01');
    const none = await compliance('show', 'db-01');
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('has sent no evidence') });
    expect(none.stderr).toContain('compliance-evidence-collector');
    expect(await compliance('show', 'web-09')).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('machine web-09 was not found; nixfleet machines list') },
    });
  });

  test('exports what OpenSSH verifies, and verifies it itself without a control plane', async () => {
    const out = join(program.home, 'audit');
    const exported = await compliance('export', 'web-01', '--out', 'audit');
    expect(exported.code).toBe(0);
    const [, command = ''] = /^ {2}(cd .* && ssh-keygen .*)$/m.exec(exported.stderr) ?? [];
    expect((await finish({ argv: ['sh', '-c', command] })).stdout).toContain(
      'Good "nixfleet-evidence" signature for web-01',
    );
    const nowhere = ['--control-plane-url', 'http://127.0.0.1:1'];
    expect(await compliance('verify', out, ...nowhere)).toMatchObject({
      ...{
        code: 0,
        stderr: expect.stringContaining('The list that lies beside it'),
        stdout: expect.stringMatching(/^✔ .*: web-01, .*signed by SHA256:/),
      },
    });
    const document = join(out, 'evidence.json');
    writeFileSync(document, readFileSync(document, 'utf8').replace('1/2 controls', '2/2 controls'));
    expect(await compliance('verify', out, ...nowhere)).toMatchObject({
      ...{ code: 1, stdout: expect.stringContaining('✖') },
    });
    expect(await compliance('export', 'web-01', '--out', 'audit')).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('is there already') },
    });
  });

  test('exports each change that is kept into a folder of its own', async () => {
    const end = await compliance('export', 'web-03', '--out', 'years', '--last', '10');
    expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('it will not verify') });
    const { stdout } = await compliance('verify', 'years', '--json');
    // Another key than the pinned one has signed it.
    expect(JSON.parse(stdout)).toMatchObject([{ path: expect.stringMatching(/\/\d{8}T\d{6}Z\//), good: false }]);
  });

  test('shows both keys of a machine that was installed anew, believes the one it is told, and counts it again', async () => {
    expect((await compliance('show', 'web-03')).stdout).toMatch(/^Trust: +other-key\n/);
    const { stderr, stdout } = await compliance('trust', 'web-03');
    expect(stdout).toMatch(/^Machine: +web-03\nPinned key: +SHA256:\S+, since .* by apikey:admin\n/);
    expect(stderr).toContain(`nixfleet compliance trust web-03 --key '${renewed.publicKey.replace(/ a test$/, '')}'`);
    const end = await compliance('trust', 'web-03', '--key', renewed.publicKey);
    expect(end).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Machine web-03 is believed by SHA256:/) });
    expect((await compliance('show', 'web-03')).stdout).toMatch(/^Trust: +verified\n/);
    expect((await compliance('trust', 'web-03', '--key', renewed.publicKey)).stdout).toContain('already');
  });

  test('notes who has compared a key that was believed at first use', async () => {
    expect((await compliance('trust', 'web-01')).stdout).toContain('by first-use\n');
    await compliance('trust', 'web-01', '--key', signer.publicKey);
    expect((await compliance('trust', 'web-01')).stdout).toContain('by apikey:admin\n');
  });

  test.each([
    ['no key at all', 'nonsense', 'ssh-ed25519'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----', 'private key'],
  ])('refuses %s', async (_, key, words) => {
    expect(await compliance('trust', 'web-01', `--key=${key}`)).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining(words) },
    });
  });

  test('shows the mapping without a control plane', async () => {
    const { code, stdout } = await compliance('mapping', 'nis2', '--json', '--control-plane-url', 'http://127.0.0.1:1');
    expect(code).toBe(0);
    const [nis2]: { articles: { id: string }[] }[] = JSON.parse(stdout);
    expect(nis2?.articles.map(({ id }) => id)).toContain('21(j)');
  });

  test.each([
    [['--framework', 'nis3'], 1, 'did you mean nis2?'],
    [['--format', 'xml'], 1, '--format is one of table, json, markdown'],
    [['--format', 'table', '--json'], 2, '--format cannot be used with --json'],
    [['shw', 'web-01'], 2, 'did you mean show?'],
  ])('says what is wrong with %j', async (words, code, message) => {
    expect(await compliance(...words)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  });
});
