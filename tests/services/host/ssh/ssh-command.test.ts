import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLeftOut } from '../../../support/environment.ts';
import { copyClosureCommand, FRESH, shellWord, sshCommand } from '../../../../services/host/ssh/ssh-command.ts';

describe('a command over SSH', () => {
  test('has its options before the destination, and one word of what is run there', () => {
    expect(sshCommand('root@web-01', ['echo', "it's", '$HOME'], { options: FRESH }).argv).toEqual([
      ...['ssh', '-o', 'ControlMaster=no', '-o', 'ControlPath=none', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'],
      ...[
        '-o',
        'ServerAliveInterval=10',
        '-o',
        'ServerAliveCountMax=3',
        ...['-o', 'RequestTTY=no', '-o', 'RemoteCommand=none'],
        '--',
        'root@web-01',
        "echo 'it'\\''s' '$HOME'",
      ],
    ]);
  });

  test('is refused for what is no destination', () => {
    expect(() => sshCommand('-oProxyCommand=x', ['true'])).toThrow('not an SSH destination');
    expect(() => copyClosureCommand('-oProxyCommand=x', '/nix/store/x', {})).toThrow('not an SSH destination');
  });

  test('brings words through a shell as they are', () => {
    const word = fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((text) => !text.includes('\0') && Buffer.from(text).toString() === text);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const line = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
        expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(words.map((text) => `${text}\0`).join(''));
      }),
      { numRuns: 50 },
    );
  });

  test.each(['sh', 'dash', 'bash', 'zsh', 'fish'].filter((shell) => !isLeftOut(shell)))(
    'means the same to a login shell that is %s',
    (shell) => {
      const sign = fc.constantFrom(..."''\\\\\"$%=~!*?{}()[];&|<>#^@-+`, \n\ta1", 'n', 'x41', '\\n', "\\'", 'self');
      const word = fc.array(sign, { maxLength: 12 }).map((signs) => signs.join(''));
      fc.assert(
        fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
          const line = ['printf', '%s\\0', ...words].map(shellWord).join(' ');
          expect(execFileSync(shell, ['-c', line], { encoding: 'utf8' })).toBe(
            words.map((text) => `${text}\0`).join(''),
          );
        }),
        { numRuns: 40 },
      );
    },
  );

  test('hands on what NIX_SSHOPTS says, and our options', () => {
    const { argv, env } = copyClosureCommand('root@web-01', '/nix/store/x-y', { options: ['ControlPath=none'] });
    expect(argv).toEqual(['nix-copy-closure', '--use-substitutes', '--to', 'root@web-01', '/nix/store/x-y']);
    expect(env?.['NIX_SSHOPTS']).toContain('-o ControlPath=none -o BatchMode=yes');
  });
});
