import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../../agent/compliance/machine.ts';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine, DAY, type MachineParts, NOON } from '../a-machine.ts';
import { hostKey } from '../host-key.ts';

const EVIDENCE = '/var/lib/nixfleet-compliance/evidence.json';
const ED25519 = '/etc/ssh/ssh_host_ed25519_key';

const probed = async (machine: Machine, options: object = {}) => {
  const output = await runProbe('key-management', options, machine);
  return Object.assign(output, {
    ids: output.findings.map(({ id }) => id),
    texts: output.findings.map(({ text }) => text),
  });
};
/** A machine whose host key was written so many days ago. */
const aged = (days: number, parts: MachineParts = {}) =>
  aMachine({
    ...parts,
    files: { ...hostKey('ed25519'), ...parts.files },
    changed: { [ED25519]: NOON - days * DAY, [`${ED25519}.pub`]: NOON - days * DAY, ...parts.changed },
  });

describe('key management', () => {
  test('is met by a young key of the right kind, which it names by its fingerprint', async () => {
    const machine = aged(100);
    const [, fingerprint] = execFileSync('ssh-keygen', ['-lf', machine.path(`${ED25519}.pub`)], {
      encoding: 'utf8',
    }).split(' ');
    const output = await probed(machine);
    expect(output).toMatchObject({
      compliant: true,
      ssh_host_keys: [
        { algorithm: 'ed25519', path: ED25519, fingerprint, age_days: 100, age_source: 'time of its file' },
      ],
      oldest_key_age_days: 100,
      keys_within_rotation_policy: true,
    });
  });

  test('holds nothing of a key but its fingerprint', async () => {
    const machine = aged(1);
    const secret = (await machine.text(ED25519)) ?? '';
    const said = JSON.stringify(await probed(machine));
    for (const line of secret.split('\n').filter((each) => each.length > 20)) expect(said).not.toContain(line);
  });

  test('fails where a key is too old', async () => {
    expect((await probed(aged(366))).texts).toEqual([
      expect.stringContaining('366 days old (time of its file), 365 are allowed'),
    ]);
    expect((await probed(aged(366), { maxKeyAgeDays: 366 })).ids).toEqual([]);
  });

  test('takes the older of the times of both halves', async () => {
    const machine = aged(400, { changed: { [ED25519]: NOON } });
    expect(await probed(machine)).toMatchObject({ ids: ['key-age'], oldest_key_age_days: 400 });
  });

  test('knows a restored key again by earlier evidence', async () => {
    const machine = aged(2);
    const { ssh_host_keys: keys } = await probed(machine);
    const remembering = (since: string, fingerprint?: string) => ({
      controls: [
        { control: 'secure-boot', checks: {} },
        {
          control: 'key-management',
          checks: { ssh_host_keys: [{ ...keyIn(keys), known_since: since, ...(fingerprint && { fingerprint }) }] },
        },
      ],
    });
    const files = async (document: unknown): Promise<MachineParts> => ({
      files: {
        [EVIDENCE]: JSON.stringify(document),
        [ED25519]: (await machine.text(ED25519)) ?? '',
        [`${ED25519}.pub`]: (await machine.text(`${ED25519}.pub`)) ?? '',
      },
    });
    const known = await probed(aged(2, await files(remembering('2025-01-01T00:00:00.000Z'))));
    expect(known.texts).toEqual([expect.stringContaining('earlier evidence')]);
    const other = await probed(aged(2, await files(remembering('2025-01-01T00:00:00.000Z', 'SHA256:another'))));
    expect(other.ids).toEqual([]);
    // What nobody could have known, and what is no evidence, is no reason for anything.
    expect((await probed(aged(2, await files(remembering('2030-01-01T00:00:00.000Z'))))).ids).toEqual([]);
    expect((await probed(aged(2, await files('none')))).ids).toEqual([]);
  });

  test.each([
    ['failed', { error: 'sshd -T took longer than 10 s' }],
    ['were too long for evidence', { omitted: '700000 bytes: too much for evidence' }],
    ['found no keys', { ssh_host_keys: [] }],
  ])('knows it also where the last looks %s, from further back in the history', async (_, checks) => {
    const { ssh_host_keys: keys, ...parts } = await aKey();
    const piece = (said: unknown) => JSON.stringify({ controls: [{ control: 'key-management', checks: said }] });
    const history = (stamp: string) => `/var/lib/nixfleet-compliance/history/${stamp}/evidence.json`;
    const since = (known: string) => ({ ssh_host_keys: [{ ...keyIn(keys), known_since: known }] });
    const files = {
      ...parts.files,
      [EVIDENCE]: piece(checks),
      [history('20260420T110000Z')]: piece(checks),
      [history('20260420T100000Z')]: 'torn',
      [history('20260420T090000Z')]: piece(since('2024-01-01T00:00:00.000Z')),
      // Never asked: what comes later has the last word.
      [history('20240101T000000Z')]: piece(since('2020-01-01T00:00:00.000Z')),
      [history('.new')]: piece(since('2010-01-01T00:00:00.000Z')),
    };
    expect(await probed(aged(2, { files }))).toMatchObject({
      ids: ['key-age'],
      ssh_host_keys: [{ known_since: '2024-01-01T00:00:00.000Z', age_source: 'earlier evidence' }],
    });
  });

  test.each([
    ['forgets', 60, []],
    ['does not forget', 40, ['key-age']],
  ])('%s keys behind %s pieces of history that do not name the control', async (_, count, ids) => {
    const { ssh_host_keys: keys, ...parts } = await aKey();
    const stamp = (minute: number) => `20260420T11${String(minute).padStart(2, '0')}00Z`;
    const history = (name: string) => `/var/lib/nixfleet-compliance/history/${name}/evidence.json`;
    const pieces = Array.from({ length: count }, (__, minute) => [
      history(stamp(minute)),
      JSON.stringify({ controls: [{ control: 'secure-boot', checks: {} }] }),
    ]);
    const checks = { ssh_host_keys: [{ ...keyIn(keys), known_since: '2024-01-01T00:00:00.000Z' }] };
    const files = {
      ...parts.files,
      ...Object.fromEntries(pieces),
      [history('20260420T100000Z')]: JSON.stringify({ controls: [{ control: 'key-management', checks }] }),
    };
    expect((await probed(aged(2, { files }))).ids).toEqual(ids);
  });

  test('remembers keys though another control of that evidence has nothing to say', async () => {
    const { ssh_host_keys: keys, ...parts } = await aKey();
    const controls = [
      { control: 'secure-boot', checks: null },
      {
        control: 'key-management',
        checks: { ssh_host_keys: [{ ...keyIn(keys), known_since: '2024-01-01T00:00:00.000Z' }] },
      },
    ];
    const files = { ...parts.files, [EVIDENCE]: JSON.stringify({ controls }) };
    expect((await probed(aged(2, { files }))).ids).toEqual(['key-age']);
  });

  test('says so where the clock is behind, and has no evidence remember that', async () => {
    const { texts, ssh_host_keys: keys } = await probed(aged(-300));
    expect(texts).toEqual([expect.stringContaining('dated 300 days in the future')]);
    expect(keyIn(keys)).toMatchObject({ known_since: new Date(NOON + 300 * DAY).toISOString() });
  });

  test('fails where a key is of another algorithm, and where a demanded one is missing', async () => {
    const now = Date.now() + DAY;
    const machine = aMachine({ files: hostKey('rsa'), now });
    expect(await probed(machine)).toMatchObject({ ids: ['algorithms', 'algorithms'], compliant: false });
    expect((await probed(machine, { requiredAlgorithms: ['rsa'] })).ids).toEqual([]);
    const both = aMachine({ files: { ...hostKey('ecdsa'), ...hostKey('ed25519') }, now });
    expect((await probed(both)).texts).toEqual([expect.stringContaining('a host key of ecdsa')]);
    expect((await probed(both, { requiredAlgorithms: ['ed25519', 'ecdsa'] })).ids).toEqual([]);
  });

  test.each(['', 'neither key nor text', '\u0000\u0001 AAAA'])('is an error where the key is %j', async (text) => {
    await expect(probed(aMachine({ files: { [`${ED25519}.pub`]: text } }))).rejects.toThrow('is no public key');
  });

  test('fails where there is no key at all', async () => {
    expect(await probed(aMachine())).toMatchObject({ ids: ['algorithms', 'key-age'], oldest_key_age_days: null });
  });

  test('sees a TPM, and how many keys open each encrypted device', async () => {
    const keyslots = { 0: { type: 'luks2' }, 1: { type: 'luks2' } };
    const machine = aged(1, {
      directories: [
        '/sys/class/tpm/tpm0',
        '/sys/class/block/dm-0/slaves/sda2',
        '/sys/class/block/dm-1/slaves/sda3',
        '/sys/class/block/sda2',
      ],
      files: {
        '/sys/class/block/dm-0/dm/uuid': 'CRYPT-LUKS2-abc-root\n',
        '/sys/class/block/dm-1/dm/uuid': 'LVM-xyz\n',
      },
      programs: {
        cryptsetup: `[ "$*" = 'luksDump --dump-json-metadata /dev/sda2' ] && echo '${JSON.stringify({ keyslots })}'`,
      },
    });
    expect(await probed(machine)).toMatchObject({ has_tpm: true, luks_key_slots: [{ device: '/dev/sda2', slots: 2 }] });
  });

  test('reads the older LUKS, and does not guess where cryptsetup is missing', async () => {
    const parts: MachineParts = {
      directories: ['/sys/class/block/dm-0/slaves/sda2'],
      files: { '/sys/class/block/dm-0/dm/uuid': 'CRYPT-LUKS1-abc-root\n' },
    };
    const dump =
      'case "$2" in --*) exit 1;; esac; printf "Key Slot 0: ENABLED\\nKey Slot 1: DISABLED\\nKey Slot 2: ENABLED\\n"';
    const older = await probed(aged(1, { ...parts, programs: { cryptsetup: dump } }));
    expect(older).toMatchObject({ has_tpm: false, luks_key_slots: [{ device: '/dev/sda2', slots: 2 }] });
    const without = await probed(aged(1, { ...parts, without: ['cryptsetup'] }));
    expect(without).toMatchObject({ luks_key_slots: [{ device: '/dev/sda2', slots: null }] });
  });
});

/** A key as the probe sees it, and its files. */
async function aKey() {
  const machine = aged(2);
  const halves = await Promise.all(
    [ED25519, `${ED25519}.pub`].map(async (file) => [file, (await machine.text(file)) ?? '']),
  );
  const { ssh_host_keys } = await probed(machine);
  return { ssh_host_keys, files: Object.fromEntries(halves) as Record<string, string> };
}

function keyIn(keys: unknown): object {
  const [key]: unknown[] = Array.isArray(keys) ? keys : [];
  return key instanceof Object ? key : {};
}
