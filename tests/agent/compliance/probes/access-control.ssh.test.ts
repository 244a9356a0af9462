import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../../agent/compliance/machine.ts';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { isSshLeftOut } from '../../../support/a-sshd.ts';
import { aMachine } from '../a-machine.ts';
import { anSshHost } from '../an-ssh-host.ts';

const probed = (machine: Machine, options: object = {}) => runProbe('access-control', options, machine);
const idsOf = async (machine: Machine, options: object = {}) =>
  (await probed(machine, options)).findings.map(({ id }) => id);

describe.skipIf(isSshLeftOut())('access control', () => {
  test('is met by keys alone, and an end for shells that are idle and sessions that answer no more', async () => {
    expect(await probed(anSshHost())).toMatchObject({
      compliant: true,
      password_auth_disabled: true,
      root_login_restricted: true,
      has_idle_timeout: true,
      idle_timeout_seconds: 900,
      silent_timeout_seconds: 900,
    });
  });

  test('fails in all it demands where sshd is as OpenSSH delivers it', async () => {
    const machine = anSshHost([
      'PasswordAuthentication yes',
      'PermitRootLogin yes',
      'ClientAliveInterval 0',
      'ClientAliveCountMax 3',
    ]);
    expect(await idsOf(machine)).toEqual(['password-authentication', 'root-login', 'idle-timeout']);
  });

  test('counts no end for silent sessions where a count of 0 never ends one', async () => {
    const machine = anSshHost(['ClientAliveInterval 600', 'ClientAliveCountMax 0']);
    const { findings, ...seen } = await probed(machine);
    expect(seen).toMatchObject({ silent_timeout_seconds: 0, compliant: false });
    expect(findings.map(({ text }) => text)).toEqual([expect.stringContaining('that answers no more never')]);
  });

  test.each([
    ['says nothing of channels', 'none'],
    ['means a kind of channel that is no shell', 'session:command=60'],
    ['means the word for what OpenSSH calls session:shell', 'session=60'],
    ['means all channels of a connection together', 'global=60'],
    ['has another pattern first', 'session:*=0 session:shell=60'],
    ['takes its time', 'session:shell=1h30m'],
  ])('counts no idle timeout where ChannelTimeout %s', async (_, value) => {
    const machine = anSshHost([`ChannelTimeout ${value}`]);
    expect(await idsOf(machine, { idleTimeoutMinutes: 30 })).toEqual(['idle-timeout']);
  });

  test.each(['session:shell=30m', 'x11-connection=5m session:*=1800', 'session:?hell=0h29m60s', '*=1'])(
    'takes ChannelTimeout %s',
    async (value) => {
      const machine = anSshHost([`ChannelTimeout ${value}`]);
      expect(await probed(machine, { idleTimeoutMinutes: 30 })).toMatchObject({ findings: [], has_idle_timeout: true });
    },
  );

  test('wants the timeout to be no longer than policy allows', async () => {
    expect(await idsOf(anSshHost(), { idleTimeoutMinutes: 15 })).toEqual([]);
    expect(await idsOf(anSshHost(), { idleTimeoutMinutes: 14 })).toEqual(['idle-timeout']);
  });

  test.each(['no', 'prohibit-password', 'without-password', 'forced-commands-only'])(
    'takes PermitRootLogin %s, in whatever words sshd prints it',
    async (value) => {
      expect(await idsOf(anSshHost([`PermitRootLogin ${value}`]))).toEqual([]);
    },
  );

  test('hears of passwords that come in by PAM', async () => {
    const lines = ['UsePAM yes', 'KbdInteractiveAuthentication yes'];
    expect(await idsOf(anSshHost(lines))).toEqual(['password-authentication']);
    const withKey = [...lines, 'AuthenticationMethods publickey,keyboard-interactive'];
    expect(await idsOf(anSshHost(withKey))).toEqual([]);
  });

  test.each([
    'publickey,password',
    'publickey,keyboard-interactive',
    'publickey,password publickey,keyboard-interactive',
  ])('takes a password behind a key for no password: %s', async (methods) => {
    const lines = ['UsePAM yes', 'PasswordAuthentication yes', 'KbdInteractiveAuthentication yes'];
    expect(await idsOf(anSshHost([...lines, `AuthenticationMethods ${methods}`]))).toEqual([]);
    const orAlone = anSshHost([...lines, `AuthenticationMethods ${methods} password`]);
    expect(await idsOf(orAlone)).toEqual(['password-authentication']);
  });

  test.each([
    ['by the name that keyboard-interactive had once', ['ChallengeResponseAuthentication yes']],
    ['and by the one before that', ['SkeyAuthentication yes']],
    ['whichever of its names comes first', ['ChallengeResponseAuthentication yes', 'KbdInteractiveAuthentication no']],
    ['in words with quotes', ['PasswordAuthentication yes', 'AuthenticationMethods "publickey" \'password\'']],
  ])('hears of passwords in a Match %s', async (_, lines) => {
    const files = { '/etc/ssh/bob.conf': ['Match User bob', ...lines, ''].join('\n') };
    const machine = anSshHost(['UsePAM yes', 'Include /etc/ssh/bob.conf'], { files });
    expect(await idsOf(machine)).toEqual(['password-authentication']);
  });

  test.each([
    ['48h', 172_800 * 3, ['idle-timeout']],
    ['5M', 900, []],
    ['0', 0, ['idle-timeout']],
  ])('reads ClientAliveInterval %s in a Match as sshd does', async (interval, seconds, ids) => {
    const files = { '/etc/ssh/bob.conf': `Match User bob\n  ClientAliveInterval ${interval}\n` };
    const output = await probed(anSshHost(['Include /etc/ssh/bob.conf'], { files }));
    expect(output).toMatchObject({ match_blocks: [{ silent_timeout_seconds: seconds }] });
    expect(output.findings.map(({ id }) => id)).toEqual(ids);
  });

  test('names the Match that lets passwords in for some', async () => {
    const machine = anSshHost([], {
      files: {
        '/etc/ssh/sshd_config': [
          'HostKey /etc/ssh/ssh_host_ed25519_key',
          ...['PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'PermitRootLogin no'],
          ...['ClientAliveInterval 60', 'ClientAliveCountMax 3', 'ChannelTimeout session:shell=60'],
          ...['Match User bob', '  PasswordAuthentication yes'],
          ...['Match Group backup', '  X11Forwarding no', ''],
        ].join('\n'),
      },
    });
    const { findings, password_auth_disabled: isOff } = await probed(machine);
    expect(isOff).toBe(true);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.text).toContain('Match User bob');
  });

  test('follows an Include, and the Match in it', async () => {
    const machine = anSshHost(['Include /etc/ssh/sshd_config.d/*.conf'], {
      files: {
        '/etc/ssh/sshd_config.d/10-root.conf': 'PermitRootLogin yes\n',
        '/etc/ssh/sshd_config.d/20-bob.conf': 'Match User=bob\n\tPasswordAuthentication=yes\n',
      },
    });
    expect(await idsOf(machine)).toEqual(['root-login', 'password-authentication']);
  });

  test('finds the files of an Include as sshd does', async () => {
    const files = { '/etc/ssh/sshd_config.d/10-bob.conf': 'Match User bob\n  PasswordAuthentication yes\n' };
    const machine = anSshHost(['Include sshd_config.d/[0-9][!1]-*.conf'], { files });
    expect(await idsOf(machine)).toEqual(['password-authentication']);
  });

  test('believes the first of two settings in a Match, as sshd does', async () => {
    const machine = (first: string, second: string) =>
      anSshHost(['Include /etc/ssh/bob.conf'], {
        files: {
          '/etc/ssh/bob.conf': `Match User bob\n  PermitRootLogin ${first}\n  PermitRootLogin ${second}\n`,
        },
      });
    expect(await idsOf(machine('yes', 'no'))).toEqual(['root-login']);
    expect(await idsOf(machine('no', 'yes'))).toEqual([]);
  });

  test('reads over a comment behind a setting, as sshd does', async () => {
    const files = {
      '/etc/ssh/bob.conf':
        'Match User bob # the backup\n  PermitRootLogin no # never\n  PasswordAuthentication yes # he alone\n',
    };
    const { findings } = await probed(anSshHost(['Include /etc/ssh/bob.conf'], { files }));
    expect(findings.map(({ id, text }) => [id, text.includes('(Match User bob)')])).toEqual([
      ['password-authentication', true],
    ]);
  });

  test('is not spoilt by what somebody has made of the place of his keys', async () => {
    const passwd = 'ann:x:1000:100::/home/ann:/bin/sh\nbob:x:1001:100::/home/bob:/bin/sh\n';
    const machine = anSshHost([], {
      files: { '/etc/passwd': passwd, '/home/ann/.ssh/authorized_keys': '# none\nssh-ed25519 AAAA ann\n' },
      links: { '/home/bob/.ssh/authorized_keys': 'authorized_keys' },
    });
    expect(await probed(machine)).toMatchObject({ compliant: true, ssh_key_count: 1 });
  });

  test('asks nothing of a machine without sshd', async () => {
    expect(await probed(aMachine())).toMatchObject({ compliant: true, sshd_found: false });
  });

  test('is an error where sshd cannot read its own configuration', async () => {
    await expect(probed(anSshHost(['PasswordAuthentication perhaps']))).rejects.toThrow(/sshd cannot read .*perhaps/s);
  });

  test('asks -G where sshd would not start for want of a folder', async () => {
    const sshd = `case "$1" in -T) echo 'Missing privilege separation directory: /run/sshd' >&2; exit 255;; esac
      printf '%s\\n' 'passwordauthentication no' 'permitrootlogin no' 'clientaliveinterval 60' 'clientalivecountmax 3' 'channeltimeout session:shell=60'`;
    expect(await idsOf(anSshHost([], { programs: { sshd } }))).toEqual([]);
  });

  test('counts the keys that NixOS declares and those in homes, and who may become root', async () => {
    const machine = anSshHost([], {
      files: {
        '/etc/passwd':
          'root:x:0:0::/root:/bin/sh\nann:x:1000:100::/home/ann:/bin/sh\nbob:x:1001:1::/home/bob:/bin/sh\n',
        '/etc/group': 'root:x:0:\nwheel:x:1:ann\n',
        '/etc/ssh/authorized_keys.d/ann': '# of ann\nssh-ed25519 AAAA ann\n\nssh-ed25519 BBBB ann\n',
        '/home/ann/.ssh/authorized_keys': 'ssh-ed25519 CCCC ann\n',
      },
      // Who makes a folder of it is no trouble of ours.
      directories: ['/home/bob/.ssh/authorized_keys'],
    });
    expect(await probed(machine)).toMatchObject({ ssh_key_count: 3, sudo_users: ['ann', 'bob'] });
  });

  test('refuses options that are none of its', async () => {
    await expect(probed(aMachine(), { idleTimeoutMinutes: 0 })).rejects.toThrow('idleTimeoutMinutes');
  });
});
