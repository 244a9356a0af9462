import { describe, expect, test } from 'vitest';
import { observePamStack } from '../../../../agent/compliance/observe/pam-stack.ts';
import {
  demandsSecondFactor,
  factorModules,
  letsAnybodyIn,
} from '../../../../agent/compliance/observe/second-factor.ts';
import { aMachine } from '../a-machine.ts';

const stackOf = async (lines: readonly string[], others: Readonly<Record<string, string>> = {}) => {
  const files = Object.fromEntries(Object.entries(others).map(([name, text]) => [`/etc/pam.d/${name}`, text]));
  return await observePamStack(aMachine({ files: { '/etc/pam.d/sshd': `${lines.join('\n')}\n`, ...files } }), 'sshd');
};
const isDemanded = async (lines: readonly string[], others?: Readonly<Record<string, string>>) =>
  demandsSecondFactor((await stackOf(lines, others)) ?? []);

describe('a PAM stack demands a second factor', () => {
  test.each([
    ['that is required', ['auth required pam_u2f.so', 'auth required pam_unix.so']],
    ['behind the password', ['auth required pam_unix.so', 'auth requisite pam_oath.so usersfile=/etc/users.oath']],
    [
      'whose failure a bracket does not forgive',
      ['auth [success=ok default=bad] pam_duo.so', 'auth sufficient pam_unix.so'],
    ],
    [
      'whose success alone jumps over the denial',
      [
        'auth required pam_unix.so',
        'auth [success=1 default=ignore] pam_yubico.so',
        'auth requisite pam_deny.so',
        'auth required pam_permit.so',
      ],
    ],
    ['on a line that goes on', ['auth required \\', '  pam_u2f.so']],
    ['with a dash and in capitals', ['-AUTH REQUIRED pam_u2f.so', 'auth sufficient pam_unix.so']],
  ])('%s', async (_, lines) => {
    expect(await isDemanded(lines)).toBe(true);
  });

  test.each([
    ['that is absent', ['auth required pam_unix.so']],
    ['in a comment', ['# auth required pam_u2f.so', 'auth required pam_unix.so']],
    ['for accounts or sessions only', ['account required pam_u2f.so', 'auth required pam_unix.so']],
    ['that is optional', ['auth optional pam_u2f.so', 'auth required pam_unix.so']],
    ['that is as good as the password', ['auth sufficient pam_u2f.so', 'auth required pam_unix.so']],
    ['behind a password that is enough', ['auth sufficient pam_unix.so', 'auth required pam_u2f.so']],
    [
      'that some rule jumps over',
      [
        'auth [success=1 default=ignore] pam_succeed_if.so user ingroup trusted',
        'auth required pam_u2f.so',
        'auth required pam_unix.so',
      ],
    ],
    [
      'that lets those pass who have none',
      ['auth required pam_google_authenticator.so nullok', 'auth required pam_unix.so'],
    ],
    ['whose failure a bracket ignores', ['auth [success=ok default=ignore] pam_duo.so', 'auth required pam_unix.so']],
    ['whose name another module has in its own', ['auth required pam_google_authenticator_log.so']],
  ])('but not one %s', async (_, lines) => {
    expect(await isDemanded(lines)).toBe(false);
  });

  test('also one in a file that is included, in each of the three ways', async () => {
    const others = { second: 'auth required pam_u2f.so\n' };
    for (const line of ['auth include second', '@include second', 'auth substack second'])
      expect(await isDemanded([line, 'auth required pam_unix.so'], others)).toBe(true);
  });

  test('not where a substack ends before it', async () => {
    const others = { second: 'auth sufficient pam_unix.so\nauth required pam_u2f.so\n' };
    expect(await isDemanded(['auth substack second', 'auth required pam_env.so'], others)).toBe(false);
  });

  test('where a substack ends early, and the module is behind it', async () => {
    const others = { first: 'auth sufficient pam_unix.so\nauth required pam_deny.so\n' };
    expect(await isDemanded(['auth substack first', 'auth required pam_u2f.so'], others)).toBe(true);
    // Included, `sufficient` ends it all.
    expect(await isDemanded(['auth include first', 'auth required pam_u2f.so'], others)).toBe(false);
  });

  test('and a substack counts as one line for who jumps', async () => {
    const others = { second: 'auth required pam_u2f.so\nauth required pam_env.so\n' };
    const jump = 'auth [success=1 default=ignore] pam_rootok.so';
    expect(await isDemanded([jump, 'auth substack second', 'auth required pam_unix.so'], others)).toBe(false);
  });
});

test('a jump over several lines goes as far as it says', async () => {
  const jump = (over: number) => `auth [success=${over} default=ignore] pam_rootok.so`;
  const rest = ['auth optional pam_env.so', 'auth required pam_u2f.so', 'auth required pam_unix.so'];
  expect(await isDemanded([jump(1), ...rest])).toBe(true);
  expect(await isDemanded([jump(2), ...rest])).toBe(false);
  // Over the end: libpam calls it a mistake, and nobody gets through.
  expect(await isDemanded([jump(9), ...rest])).toBe(true);
});

describe('a PAM stack lets anybody in', () => {
  const isPassable = async (lines: readonly string[]) => letsAnybodyIn((await stackOf(lines)) ?? []);

  test.each([
    ['by a password', ['auth sufficient pam_unix.so', 'auth required pam_deny.so']],
    [
      'by a ticket that jumps over the denial',
      ['auth [success=1 default=ignore] pam_krb5.so', 'auth required pam_deny.so', 'auth required pam_permit.so'],
    ],
  ])('%s', async (_, lines) => {
    expect(await isPassable(lines)).toBe(true);
  });

  test.each([
    ['which is NixOS without passwords over SSH', ['auth required pam_deny.so']],
    ['with a code before it', ['auth requisite pam_oath.so window=5', 'auth required pam_deny.so']],
    [
      'with nothing that decides',
      ['auth optional pam_env.so', 'auth requisite pam_deny.so', 'auth sufficient pam_unix.so'],
    ],
    [
      'with a reader for fingers, which is not where they are',
      ['auth sufficient pam_fprintd.so', 'auth required pam_deny.so'],
    ],
    ['of no lines', []],
  ])('but not one of a denial %s', async (_, lines) => {
    expect(await isPassable(lines)).toBe(false);
  });
});

test('a stack names its modules for a second factor, in force or not', async () => {
  expect(factorModules((await stackOf(['auth optional pam_u2f.so', 'auth required pam_unix.so'])) ?? [])).toEqual([
    'pam_u2f.so',
  ]);
});

test('a service that includes what is not there is an error', async () => {
  await expect(stackOf(['auth include nothing'])).rejects.toThrow('nothing, which is not there');
});

test('files that include each other have an end', async () => {
  await expect(stackOf(['auth include again'], { again: 'auth include again\n' })).rejects.toThrow('without an end');
});

test('a service is no way out of its folder', async () => {
  await expect(observePamStack(aMachine(), '../shadow')).rejects.toThrow('no name');
});
