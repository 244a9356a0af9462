import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine, type MachineParts } from '../a-machine.ts';
import { aRealJournal } from '../a-real-journal.ts';
import { ACTIVE, systemctlWith, type UnitProperties } from '../a-systemctl.ts';

const YEAR = '[Journal]\nStorage=persistent\nMaxRetentionSec=365day\n';
const AUDITD_CONF =
  'log_file = /var/log/audit/audit.log\nmax_log_file = 100\nnum_logs = 10\nmax_log_file_action = ROTATE\n';
const RULES = '-a always,exit -F arch=b64 -S execve -F key=execve\n-w /etc/shadow -p wa\n';

const auditctl = (rules: string, enabled = 1) =>
  `case "$1" in -l) printf '%s' '${rules}';; -s) printf 'enabled ${enabled}\\nfailure 1\\n';; esac`;
const units = (given: Readonly<Record<string, UnitProperties>>) => ({ systemctl: systemctlWith(given) });
const probed = async (rule: string, parts: MachineParts, options: object = {}) => {
  const output = await runProbe('audit-logging', { rules: { [rule]: {} }, ...options }, aMachine(parts));
  return Object.assign(output, {
    texts: output.findings.map(({ text }) => text),
    ids: output.findings.map(({ id }) => id),
  });
};

describe('AL-01, the journal', () => {
  const machineWith = (config: string, parts: MachineParts = {}): MachineParts => ({
    ...parts,
    files: { '/etc/systemd/journald.conf': config, ...parts.files },
  });
  const onDisk = { '/var/log/journal/0123456789abcdef/system.journal': '' };
  const kept = { files: onDisk };

  test('is met where it is persistent and kept for as long as is demanded', async () => {
    const files = aRealJournal();
    const { rules, texts } = await probed('AL-01', machineWith(YEAR, { files }));
    expect(texts).toEqual([]);
    expect(rules).toEqual({
      'AL-01': {
        storage: 'persistent',
        journal_persistent: true,
        journal_disk_usage: Object.values(files).reduce((sum, { length }) => sum + length, 0),
        retention_seconds: 365 * 24 * 3600,
        journal_oldest_days: expect.any(Number),
        compliant: true,
      },
    });
  });

  test('is met where nothing is thrown away for its age', async () => {
    expect((await probed('AL-01', machineWith('[Journal]\nStorage=auto\n', kept))).texts).toEqual([]);
  });

  test('is not met in memory, whatever there was on disk before', async () => {
    const { compliant, texts } = await probed('AL-01', machineWith('[Journal]\nStorage=volatile\n', kept));
    expect(compliant).toBe(false);
    expect(texts).toEqual([expect.stringContaining('Storage=volatile')]);
  });

  test('is not met where the directory is missing', async () => {
    expect((await probed('AL-01', machineWith('[Journal]\nStorage=auto\n'))).texts).toEqual([
      expect.stringContaining('/var/log/journal'),
    ]);
  });

  test('is not met where nobody has written there', async () => {
    const empty = { directories: ['/var/log/journal/0123456789abcdef'] };
    expect((await probed('AL-01', machineWith(YEAR, empty))).texts).toEqual([
      expect.stringContaining('does not outlive a restart'),
    ]);
  });

  test.each([
    ['a root in memory', ['/ tmpfs'], false],
    ['a place of its own on a disk below a root in memory', ['/ tmpfs', '/var/log ext4'], true],
    ['a place in memory below a root on a disk', ['/ ext4', '/var/log tmpfs'], false],
  ])('knows %s', async (_, mounts, isKept) => {
    const lines = mounts
      .map((each) => each.split(' '))
      .map(([path, type]) => `1 1 0:1 / ${path} rw - ${type} none rw\n`);
    const files = { ...onDisk, '/proc/self/mountinfo': lines.join('') };
    expect((await probed('AL-01', machineWith(YEAR, { files }))).compliant).toBe(isKept);
  });

  test('is not met where it is kept for a shorter time', async () => {
    const machine = machineWith('[Journal]\nMaxRetentionSec=1month 2w\n', kept);
    expect((await probed('AL-01', machine)).texts).toEqual([expect.stringContaining('44 days, 365 are demanded')]);
    expect((await probed('AL-01', machine, { retentionDays: 44 })).texts).toEqual([]);
  });

  test('hears what a drop-in says, and the last one wins', async () => {
    const files = {
      ...onDisk,
      '/etc/systemd/journald.conf.d/10-short.conf': '[Journal]\nMaxRetentionSec=7day\n',
      '/etc/systemd/journald.conf.d/20-long.conf': '[Journal]\nMaxRetentionSec=800day\n[Other]\nMaxRetentionSec=1\n',
    };
    const { rules } = await probed('AL-01', machineWith(YEAR, { files }));
    expect(rules).toMatchObject({ 'AL-01': { retention_seconds: 800 * 24 * 3600 } });
  });

  test('is not met where nobody can say how it is kept', async () => {
    const { rules, texts } = await probed('AL-01', machineWith(YEAR, { without: ['systemd-analyze'] }));
    expect(texts).toEqual([expect.stringContaining('systemd-analyze was not found')]);
    expect(rules).toEqual({
      'AL-01': { compliant: false, error: expect.stringContaining('systemd-analyze was not found') },
    });
  });
});

describe('AL-02, auditd', () => {
  const audited = (
    over: { rules?: string; enabled?: number; conf?: string; unit?: UnitProperties } = {},
  ): MachineParts => ({
    files: { '/etc/audit/auditd.conf': over.conf ?? AUDITD_CONF },
    programs: {
      ...units({ 'auditd.service': over.unit ?? ACTIVE }),
      auditctl: auditctl(over.rules ?? RULES, over.enabled),
    },
  });

  const adminEmail = 'ops@example.com';
  const TOLD = `${AUDITD_CONF}space_left_action = email\naction_mail_acct = ${adminEmail}\n`;
  const WRAPPER = '/run/wrappers/bin/sendmail';
  /** One that can send mail, as NixOS can. */
  const withMail = (over: Parameters<typeof audited>[0]): MachineParts => {
    const parts = audited(over);
    return {
      ...parts,
      files: { ...parts.files, [WRAPPER]: '#!/bin/sh\n' },
      links: { '/usr/lib/sendmail': WRAPPER },
      executable: [WRAPPER],
    };
  };

  test('is met where it runs with rules and rotates its files', async () => {
    const { rules, texts } = await probed('AL-02', audited());
    expect(texts).toEqual([]);
    expect(rules).toMatchObject({
      'AL-02': { auditd_active: true, audit_rules_count: 2, has_log_rotation: true, compliant: true },
    });
  });

  test.each([
    ['it does not run', audited({ unit: {} }), 'auditd does not run'],
    ['there are no rules', audited({ rules: 'No rules\n' }), 'no audit rules'],
    ['all rules leave something out', audited({ rules: '-a never,exit -S all -F uid=999\n' }), 'no audit rules'],
    ['no task is recorded, whatever other rules say', audited({ rules: `-a never,task\n${RULES}` }), 'no audit rules'],
    ['the kernel does not audit', audited({ enabled: 0 }), 'does not audit'],
    ['its files are not rotated', audited({ conf: 'max_log_file = 8\nmax_log_file_action = ignore\n' }), 'not rotated'],
    ['one file is all it may have', audited({ conf: AUDITD_CONF.replace('= 10\n', '= 1\n') }), 'not rotated'],
  ])('is not met where %s', async (_, machine, why) => {
    const { texts, ids } = await probed('AL-02', machine);
    expect(texts).toEqual([expect.stringContaining(why)]);
    expect(ids).toEqual(['AL-02']);
  });

  test('wants somebody to be told when there is an address', async () => {
    const machine = withMail({ conf: TOLD });
    expect(await probed('AL-02', machine, { adminEmail })).toMatchObject({
      texts: [],
      rules: { 'AL-02': { can_send_mail: true } },
    });
    const texts = (await probed('AL-02', withMail({}), { adminEmail })).texts;
    expect(texts).toEqual([expect.stringContaining(`does not tell ${adminEmail}`)]);
  });

  test.each([
    ['nothing', {}],
    ['a link that leads nowhere', { links: { '/usr/lib/sendmail': '/run/wrappers/bin/sendmail' } }],
    ['a file that nobody may run', { files: { '/usr/lib/sendmail': '#!/bin/sh\n' } }],
    ['a folder', { directories: ['/usr/lib/sendmail'] }],
  ])('is not met where auditd is to write, and finds %s to send mail with', async (_, more: MachineParts) => {
    const { files, programs } = audited({ conf: TOLD });
    const machine = { ...more, files: { ...files, ...more.files }, ...(programs && { programs }) };
    expect((await probed('AL-02', machine, { adminEmail })).texts).toEqual([
      expect.stringContaining(`auditd cannot write to ${adminEmail}: it sends mail with /usr/lib/sendmail`),
    ]);
    // Nobody is to be told: it needs none.
    expect((await probed('AL-02', machine)).texts).toEqual([]);
  });

  test('has no rules where there is no auditctl', async () => {
    const { texts } = await probed('AL-02', { programs: units({}), without: ['auditctl'] });
    expect(texts).toHaveLength(4);
  });

  test('is not met where auditctl may not ask, and the other rules stand for themselves', async () => {
    const { files, programs } = audited();
    const journal = { '/var/log/journal/0123456789abcdef/system.journal': '', '/etc/systemd/journald.conf': YEAR };
    const machine = {
      files: { ...files, ...journal },
      programs: { ...programs, auditctl: 'echo must be root >&2; exit 4' },
    };
    const { ids, texts } = await probed('AL-02', machine, { rules: { 'AL-01': {}, 'AL-02': {} } });
    expect(ids).toEqual(['AL-02']);
    expect(texts).toEqual([expect.stringContaining('must be root')]);
  });
});

describe('AL-03, forwarding', () => {
  const RUNNING = {
    ...ACTIVE,
    ExecStart:
      '{ path=/nix/store/a/bin/vector ; argv[]=/nix/store/a/bin/vector --config=/etc/v.toml ; ignore_errors=no ; start_time=[n/a] }',
  };
  const machine: MachineParts = {
    files: { '/etc/v.toml': '# logs.old.example\n[sinks.away]\naddress = "logs.example:6514"\n' },
    programs: units({ 'vector.service': RUNNING }),
  };

  test('is met where something brings the log away', async () => {
    expect(await probed('AL-03', machine)).toMatchObject({
      texts: [],
      rules: { 'AL-03': { forwarding_active: true, forwarders: ['vector.service'] } },
    });
  });

  test('is not met where nothing does', async () => {
    const { texts } = await probed('AL-03', { programs: units({ 'vector.service': { ActiveState: 'failed' } }) });
    expect(texts).toEqual([expect.stringContaining('nothing brings the log')]);
  });

  test.each(['logs.example:6514', 'logs.example', 'tls://logs.example:6514/x'])(
    'knows that it goes to %s',
    async (forwardTo) => {
      expect((await probed('AL-03', machine, { forwardTo })).texts).toEqual([]);
    },
  );

  test.each(['logs.example:6515', 'example:6514', 'ogs.example', 'logs.old.example'])(
    'says so where no configuration names %s',
    async (forwardTo) => {
      expect((await probed('AL-03', machine, { forwardTo })).texts).toEqual([expect.stringContaining(forwardTo)]);
    },
  );

  test('finds the address in a folder of configuration', async () => {
    const files = { '/etc/systemd/journal-upload.conf.d/a.conf': '[Upload]\nURL=https://[2001:db8::5]:19532\n' };
    const uploading = { files, programs: units({ 'systemd-journal-upload.service': ACTIVE }) };
    expect((await probed('AL-03', uploading, { forwardTo: '[2001:db8::5]:19532' })).texts).toEqual([]);
  });
});

test('where all rules are off there is nothing to be content with', async () => {
  await expect(runProbe('audit-logging', { rules: {} }, aMachine())).rejects.toThrow('no rule of audit-logging is on');
});
