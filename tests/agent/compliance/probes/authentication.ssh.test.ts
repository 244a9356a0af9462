import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../../agent/compliance/machine.ts';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { isSshLeftOut } from '../../../support/a-sshd.ts';
import { anSshHost } from '../an-ssh-host.ts';

const probed = (machine: Machine, options: object = {}) =>
  runProbe('authentication', { mfaRequired: true, ...options }, machine);
const textsOf = async (machine: Machine, options: object = {}) =>
  (await probed(machine, options)).findings.map(({ text }) => text);

const WITHOUT_KEY = ['UsePAM yes', 'KbdInteractiveAuthentication yes', 'PubkeyAuthentication no'];
const BOTH = ['UsePAM yes', 'KbdInteractiveAuthentication yes', 'AuthenticationMethods publickey,keyboard-interactive'];
/** As NixOS writes it for security.pam.services.sshd.googleAuthenticator. */
const NIXOS_PAM = `# Authentication management.
auth optional /nix/store/abc-linux-pam/lib/security/pam_unix.so likeauth nullok # unix-early
auth required /nix/store/def-google/lib/security/pam_google_authenticator.so no_increment_hotp # google_authenticator
auth sufficient /nix/store/abc-linux-pam/lib/security/pam_unix.so likeauth try_first_pass # unix
auth required /nix/store/abc-linux-pam/lib/security/pam_deny.so # deny
account required pam_u2f.so
`;

/** As NixOS writes it where `unixAuth` is on, and where it is off, as it is by itself when sshd takes no passwords. */
const UNIX_PAM = NIXOS_PAM.replace(/.*google.*\n/, '');
const NO_UNIX_PAM = NIXOS_PAM.replace(/^auth (?!required .*deny).*\n/gm, '');

const withPam = (sshd: string) => ({ files: { '/etc/pam.d/sshd': sshd } });

describe.skipIf(isSshLeftOut())('authentication', () => {
  test('is not met by a key alone where a second factor is demanded', async () => {
    const { compliant, findings, ssh_single_factor: ways } = await probed(anSshHost([], withPam(NIXOS_PAM)));
    expect(compliant).toBe(false);
    expect(ways).toEqual([{ match: null, methods: 'publickey' }]);
    expect(findings[0]).toMatchObject({ id: 'multi-factor' });
    expect(await textsOf(anSshHost(), { mfaRequired: false })).toEqual([]);
  });

  test('is met by a key and something that PAM asks for', async () => {
    expect(await textsOf(anSshHost(BOTH, withPam(NIXOS_PAM)))).toEqual([]);
  });

  test('is not met where PAM refuses every answer: nobody gets in', async () => {
    const { compliant, findings, ...seen } = await probed(anSshHost(BOTH, withPam(NO_UNIX_PAM)));
    expect({ compliant, ...seen }).toMatchObject({
      compliant: false,
      ssh_single_factor: [],
      ssh_lockouts: [{ match: null, why: 'pam' }],
    });
    expect(findings).toEqual([{ id: 'multi-factor', text: expect.stringMatching(/^nobody gets in .*unixAuth/) }]);
    // Without a service of its own, sshd has what libpam takes for others; and if that is missing, nothing.
    const other = anSshHost(BOTH, { files: { '/etc/pam.d/other': UNIX_PAM } });
    expect(await textsOf(other)).toEqual([]);
    expect(await textsOf(anSshHost(BOTH))).toHaveLength(1);
  });

  test('does not mind a way that nobody can go beside one that is whole', async () => {
    const keys = ['PubkeyAuthOptions verify-required', 'PubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com'];
    const lines = ['UsePAM yes', 'KbdInteractiveAuthentication yes', ...keys];
    expect(await textsOf(anSshHost(lines, withPam(NO_UNIX_PAM)))).toEqual([]);
    expect(await textsOf(anSshHost(lines, withPam(UNIX_PAM)))).toHaveLength(1);
  });

  test('names the Match whose people PAM lets in on no way, and none that shuts people out on purpose', async () => {
    const keys = ['PubkeyAuthOptions verify-required', 'PubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com'];
    const machine = (...lines: string[]) =>
      anSshHost(['Include /etc/ssh/match.conf', 'UsePAM yes', 'KbdInteractiveAuthentication yes', ...keys], {
        files: {
          '/etc/pam.d/sshd': NO_UNIX_PAM,
          '/etc/ssh/match.conf': ['Match User ann', ...lines, 'Match User eve', 'PubkeyAuthentication no', ''].join(
            '\n',
          ),
        },
      });
    expect(await textsOf(machine('AuthenticationMethods publickey,keyboard-interactive'))).toEqual([
      expect.stringContaining('Match User ann'),
    ]);
    expect(await textsOf(machine('X11Forwarding no'))).toEqual([]);
  });

  test('is met by root with a key that asks for a PIN, where others have a password behind theirs', async () => {
    const root = ['AuthenticationMethods publickey', 'PubkeyAuthOptions verify-required'];
    const files = {
      '/etc/pam.d/sshd': UNIX_PAM,
      '/etc/ssh/root.conf': ['Match User root', ...root, 'PubkeyAcceptedKeyTypes sk-ssh-ed25519@openssh.com', ''].join(
        '\n',
      ),
    };
    expect(await textsOf(anSshHost([...BOTH, 'Include /etc/ssh/root.conf'], { files }))).toEqual([]);
  });

  test('says how to demand two factors, in full', async () => {
    const [text] = await textsOf(anSshHost());
    for (const setting of [
      'verify-required',
      'AuthenticationMethods',
      'KbdInteractiveAuthentication',
      'unixAuth',
      'root',
    ])
      expect(text).toContain(setting);
    // More than evidence keeps would be cut off.
    expect(Buffer.byteLength(text ?? '')).toBeLessThan(1024);
  });

  test.each([
    ['lets everybody through', 'auth required pam_permit.so\n'],
    ['takes the key once more', 'auth sufficient /nix/store/abc-rssh/lib/libpam_rssh.so\nauth required pam_deny.so\n'],
    ['asks and minds no answer', 'auth optional pam_unix.so\nauth required pam_permit.so\n'],
  ])('is not met by a key where PAM %s', async (_, stack) => {
    expect((await probed(anSshHost(BOTH, withPam(stack)))).ssh_single_factor).toEqual([
      { match: null, methods: 'publickey,keyboard-interactive' },
    ]);
  });

  test('is met by a key and a password as NixOS asks for it', async () => {
    expect(await textsOf(anSshHost(BOTH, withPam(UNIX_PAM)))).toEqual([]);
  });

  test('is met without a key where PAM lets nobody through without a second factor', async () => {
    const machine = anSshHost(WITHOUT_KEY, withPam(NIXOS_PAM));
    expect(await probed(machine)).toMatchObject({
      compliant: true,
      pam_modules_loaded: ['pam_unix.so', 'pam_google_authenticator.so', 'pam_deny.so'],
    });
  });

  test('is not met where the module is there and not in force', async () => {
    const optional = NIXOS_PAM.replace('auth required /nix/store/def', 'auth sufficient /nix/store/def');
    expect(await textsOf(anSshHost(WITHOUT_KEY, withPam(optional)))).toHaveLength(1);
  });

  test('sees a Match that lets some in with less', async () => {
    const machine = anSshHost([], {
      files: {
        '/etc/ssh/sshd_config': [
          'HostKey /etc/ssh/ssh_host_ed25519_key',
          ...BOTH,
          'Match User deploy',
          '  AuthenticationMethods publickey',
          '',
        ].join('\n'),
        '/etc/pam.d/sshd': UNIX_PAM,
      },
    });
    expect(await textsOf(machine)).toEqual([expect.stringContaining('publickey (Match User deploy)')]);
  });

  test('takes keys that ask for a PIN themselves, where no others are taken', async () => {
    const verified = ['PubkeyAuthOptions verify-required'];
    const alone = [...verified, 'PubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com'];
    expect(await textsOf(anSshHost(alone))).toEqual([]);
    expect(await textsOf(anSshHost(verified))).toHaveLength(1);
  });

  test('looks at other services of PAM as well, when it is told to', async () => {
    const files = {
      '/etc/pam.d/sshd': UNIX_PAM,
      '/etc/pam.d/login': 'auth include both\n',
      '/etc/pam.d/both': NIXOS_PAM,
      '/etc/pam.d/sudo': 'auth required pam_unix.so\n',
    };
    const texts = await textsOf(anSshHost(BOTH, { files }), { mfaServices: ['sshd', 'login', 'sudo', 'su'] });
    expect(texts).toEqual([
      expect.stringContaining('sudo asks for no second factor'),
      expect.stringContaining('no PAM service su'),
    ]);
  });

  test('counts accounts of services that get a shell', async () => {
    const passwd = [
      'root:x:0:0::/root:/run/current-system/sw/bin/bash',
      'ann:x:1000:100::/home/ann:/run/current-system/sw/bin/bash',
      'nginx:x:60:60::/var/empty:/run/current-system/sw/bin/nologin',
      'git:x:400:400::/var/lib/git:/bin/sh',
      'old:x:401:401::/var/lib/old:',
      'nobody:x:65534:65534::/var/empty:/run/current-system/sw/bin/nologin',
    ];
    const machine = anSshHost(BOTH, {
      files: { '/etc/passwd': `${passwd.join('\n')}\n`, '/etc/pam.d/sshd': UNIX_PAM },
    });
    expect(await probed(machine, { maxServiceAccounts: 2 })).toMatchObject({
      compliant: true,
      system_account_count: 3,
      service_accounts_with_shell: ['git', 'old'],
    });
    const { findings } = await probed(machine, { maxServiceAccounts: 1 });
    expect(findings).toEqual([{ id: 'service-accounts', text: expect.stringContaining('git, old') }]);
  });

  test('knows whether sshd takes certificates', async () => {
    expect(await probed(anSshHost())).toMatchObject({ ssh_cert_auth_available: false });
    expect(await probed(anSshHost(['TrustedUserCAKeys /etc/ssh/ca.pub']))).toMatchObject({
      ssh_cert_auth_available: true,
    });
  });
});
