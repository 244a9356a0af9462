import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../../../agent/compliance/collect.ts';
import { freshness } from '../../../agent/compliance/freshness.ts';
import { check } from '../../../agent/compliance/verbs/check.ts';
import { BadConfig, BadInput, NotFound } from '../../../machines/errors.ts';
import { canonical } from '../../../services/compliance/canonical.ts';
import { aSigner } from '../../services/compliance/a-signer.ts';
import { someEvidence } from '../../services/compliance/some-evidence.ts';
import { aHost, CONTENT, DISCONTENT, type Host, type SomeProbe, SYSTEM } from './a-host.ts';

const NOON = Date.UTC(2026, 3, 20, 12);
const MINUTE = 60_000;
const checked = (host: Host, argv: readonly string[] = [], now = NOON) =>
  check(host.asked('check', ...argv), { now, isRoot: false, paint: (_, text) => text, width: null });

/** A host whose evidence of noon is there. */
async function aCollectedHost(probes: Readonly<Record<string, SomeProbe>>, signs = false): Promise<Host> {
  const host = await aHost(probes, { signs });
  await collect({ settings: host.settings, root: host.root, clock: () => NOON });
  return host;
}

describe('compliance-check', () => {
  test('shows the evidence that is kept, and how old it is', async () => {
    const host = await aCollectedHost({ printers: CONTENT, scanners: CONTENT });
    const { exitCode, output, notes } = await checked(host, [], NOON + 30 * MINUTE);
    expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: [] });
    expect(output).toBe(
      [
        'NixFleet compliance of web-1, 2026-04-20T12:00:00Z',
        `System ${SYSTEM}, revision abc123`,
        '',
        'PASS   printers                       (nis2)',
        'PASS   scanners                       (nis2)',
        '',
        'Total: 2  Pass: 2  Fail: 0  Error: 0  Exempt: 0',
        'Evidence is 30 min old.',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['fails', DISCONTENT],
    ['could not be told', 'exit 1'],
  ])('ends with 1 and a hint when something %s', async (_, script) => {
    const { exitCode, output } = await checked(await aCollectedHost({ printers: CONTENT, scanners: script }));
    expect(exitCode).toBe(1);
    expect(output).toContain('systemctl start compliance-evidence-collector');
  });

  test('judges only what it is asked for', async () => {
    const printers = { script: CONTENT, articles: { dora: ['Art. 9'] } };
    const host = await aCollectedHost({ printers, scanners: DISCONTENT });
    expect(await checked(host, ['--control', 'printers'])).toMatchObject({ exitCode: 0 });
    expect(await checked(host, ['--framework', 'dora'])).toMatchObject({ exitCode: 0 });
    expect(await checked(host, ['--control', 'scanners', '--control', 'printers'])).toMatchObject({ exitCode: 1 });
    await expect(checked(host, ['--framework', 'nis3'])).rejects.toThrow('there is: dora, nis2');
  });

  test('has all of it as JSON and as Markdown', async () => {
    const host = await aCollectedHost({ printers: CONTENT });
    const json = await checked(host, ['--format', 'json'], NOON + MINUTE);
    expect(JSON.parse(json.output)).toMatchObject({
      host: 'web-1',
      controls: [{ status: 'compliant' }],
      age_seconds: 60,
      is_stale: false,
    });
    const markdown = await checked(host, ['--format', 'markdown']);
    expect(markdown.output).toContain('| printers | PASS | nis2 21(i) |');
  });

  test('looks at the machine when asked to, and keeps nothing', async () => {
    const host = await aCollectedHost({ printers: CONTENT });
    const before = readFileSync(join(host.directory, 'evidence.json'), 'utf8');
    host.script('printers', DISCONTENT);
    expect(await checked(host)).toMatchObject({ exitCode: 0 });
    const live = await checked(host, ['--live'], NOON + MINUTE);
    expect(live).toMatchObject({ exitCode: 1, output: expect.stringContaining('Looked at just now') });
    expect(readFileSync(join(host.directory, 'evidence.json'), 'utf8')).toBe(before);
  });

  test('asks for root where it would ask the machine itself', async () => {
    const host = await aHost({ printers: CONTENT });
    const config = join(host.root, 'etc/nixfleet/compliance.json');
    const asked = { ...host.asked('check', '--live', '--config', config), root: '/' };
    const asking = { now: NOON, isRoot: false, paint: (_: string, text: string) => text, width: null };
    await expect(check(asked, asking)).rejects.toThrow('sudo compliance-check --live');
  });

  test('warns and ends with 1 when the evidence is too old, or of another system', async () => {
    const host = await aCollectedHost({ printers: CONTENT });
    const old = await checked(host, [], NOON + 3 * 60 * MINUTE);
    expect(old).toMatchObject({ exitCode: 1, notes: [expect.stringContaining('3 h old')] });
    host.switchTo('/nix/store/11111111111111111111111111111111-nixos-system-web-1');
    const other = await checked(host);
    expect(other).toMatchObject({ exitCode: 1, notes: [expect.stringContaining('another system runs')] });
  });

  test('warns and ends with 1 where an exception has run out since', async () => {
    const exceptions = { printers: { rationale: 'old ones', owner: 'ops', expires: '2026-04-20' } };
    const host = await aHost({ printers: DISCONTENT }, { exceptions, staleAfterSeconds: 86_400 });
    await collect({ settings: host.settings, root: host.root, clock: () => NOON });
    const midnight = Date.UTC(2026, 3, 21);
    expect(await checked(host, [], midnight - 1)).toMatchObject({ exitCode: 0, notes: [] });
    const later = await checked(host, [], midnight);
    expect(later).toMatchObject({ exitCode: 1, notes: [expect.stringContaining('an exception for printers has run')] });
  });

  test('does not take a machine that nothing is known of for one that is compliant', async () => {
    const host = await aCollectedHost({});
    await expect(checked(host)).rejects.toThrow('no control is looked at on this machine');
  });

  test('says what to do where there is no evidence, or compliance is off', async () => {
    const host = await aHost({ printers: CONTENT });
    await expect(checked(host)).rejects.toThrow(NotFound);
    await expect(checked(host)).rejects.toThrow('systemctl start compliance-evidence-collector');
    rmSync(join(host.root, 'etc/nixfleet/compliance.json'));
    await expect(checked(host)).rejects.toThrow(BadConfig);
    await expect(checked(host)).rejects.toThrow('compliance is off on this machine');
  });
});

describe('evidence that is kept', () => {
  const path = (host: Host, name: string) => join(host.directory, 'current', name);

  test('is believed when the host has signed it', async () =>
    expect(await checked(await aCollectedHost({ printers: CONTENT }, true))).toMatchObject({ exitCode: 0 }));

  test('is refused when somebody has mended it', async () => {
    const host = await aCollectedHost({ printers: DISCONTENT }, true);
    const document = readFileSync(path(host, 'evidence.json'), 'utf8');
    writeFileSync(path(host, 'evidence.json'), document.replace('non-compliant', 'compliant'));
    await expect(checked(host)).rejects.toThrow(BadInput);
    await expect(checked(host)).rejects.toThrow('is not to be believed: the signature does not fit');
  });

  test('is refused without a signature, and with that of another key', async () => {
    const host = await aCollectedHost({ printers: CONTENT }, true);
    const other = await aSigner();
    const document = readFileSync(path(host, 'evidence.json'), 'utf8');
    writeFileSync(path(host, 'evidence.json.sig'), await other.sign(document, 'nixfleet-evidence'));
    writeFileSync(path(host, 'evidence.host.pub'), other.publicKey);
    await expect(checked(host)).rejects.toThrow('not among those that are trusted');
    rmSync(path(host, 'evidence.json.sig'));
    await expect(checked(host)).rejects.toThrow('it is not signed, and this host signs its evidence');
  });

  test('is refused when it is of another host', async () => {
    const host = await aCollectedHost({ printers: CONTENT }, true);
    host.configure({ host: 'web-2' });
    await expect(checked(host)).rejects.toThrow('it is of "web-1", and this is "web-2"; systemctl start');
  });

  test('that the key of before has signed is collected anew', async () => {
    const host = await aCollectedHost({ printers: CONTENT }, true);
    const { publicKey } = await aSigner();
    writeFileSync(join(host.root, 'etc/ssh/ssh_host_ed25519_key.pub'), publicKey);
    await expect(checked(host)).rejects.toThrow(/not among those that are trusted; systemctl start/);
  });

  test.each(['', '{', 'null', '{"host":"web-1"}', canonical({ ...someEvidence(), schema: 'x' })])(
    'is refused when it is %s',
    async (text) => {
      const host = await aCollectedHost({ printers: CONTENT });
      writeFileSync(path(host, 'evidence.json'), text);
      await expect(checked(host)).rejects.toThrow('is not to be believed');
    },
  );

  test.skipIf(process.getuid?.() === 0)('of others is not read, and why is said', async () => {
    const host = await aCollectedHost({ printers: CONTENT });
    chmodSync(host.directory, 0o000);
    await expect(checked(host)).rejects.toThrow('you may not read the evidence');
    chmodSync(host.directory, 0o700);
  });
});

describe('the freshness of evidence', () => {
  const evidence = someEvidence({ timestamp: '2026-04-20T12:00:00Z', generation: SYSTEM });
  const doubtAt = (now: number, running: string | null = SYSTEM) =>
    freshness(evidence, { now, staleAfterSeconds: 7200, running }).doubt;

  test('ends when it is older than is allowed', () => {
    expect(doubtAt(NOON + 7_200_000)).toBeUndefined();
    expect(doubtAt(NOON + 7_200_001)).toContain('compliance-evidence-collector.timer');
  });

  test('is doubted from the future, but for clocks that differ a little', () => {
    expect(doubtAt(NOON - 5 * MINUTE)).toBeUndefined();
    expect(doubtAt(NOON - 5 * MINUTE - 1)).toContain('look at the clock');
  });

  test('is of the system that runs', () => {
    expect(doubtAt(NOON, null)).toContain('another system');
    expect(doubtAt(NOON, `${SYSTEM}-next`)).toContain('another system');
  });
});
