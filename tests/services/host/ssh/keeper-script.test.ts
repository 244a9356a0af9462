import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { KEEPER_SCRIPT } from '../../../../services/host/ssh/keeper-script.ts';
import { keeperCommand } from '../../../../services/host/ssh/keeper-command.ts';
import { isLeftOut } from '../../../support/environment.ts';

const SHELLS = ['dash', 'bash', 'sh'].filter((shell) => !isLeftOut(shell));

/** What a shell makes of the script, given to it as ssh would. */
function ran(shell: string, words: readonly string[], input = KEEPER_SCRIPT): { code: number; stdout: string } {
  try {
    return { code: 0, stdout: execFileSync(shell, ['-s', '--', ...words], { input, encoding: 'utf8', stdio: 'pipe' }) };
  } catch (error) {
    const { status, stdout }: { status?: number; stdout?: string } = Object(error);
    return { code: status ?? -1, stdout: stdout ?? '' };
  }
}

describe.each(SHELLS)('the script of the keeper in %s', (shell) => {
  test('is understood', () => {
    execFileSync(shell, ['-n'], { input: KEEPER_SCRIPT });
  });

  test('looks without changing anything', () => {
    const { code, stdout } = ran(shell, ['look']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^nixfleet user \d+$/m);
    expect(stdout).toMatch(/^nixfleet looked$/m);
  });

  test.each([[['start', '../../etc']], [['confirm', 'no-such-attempt', '1']], [['reboot']]])('refuses %j', (words) => {
    expect(ran(shell, words)).toMatchObject({ code: 3, stdout: expect.stringMatching(/^nixfleet refused /) });
  });

  test('does nothing when its end was cut off on its way', () => {
    const half = KEEPER_SCRIPT.slice(0, KEEPER_SCRIPT.lastIndexOf('main "$@"'));
    expect(ran(shell, ['look'], half)).toMatchObject({ stdout: '' });
  });
});

describe('the command of a keeper', () => {
  test('has the script on its standard input, and its words in one that the login shell takes apart', () => {
    const { argv, input } = keeperCommand('root@web-01', ['back', '1-a', '20', 'it is; ill'], {});
    expect(argv.at(-1)).toBe("sh -s -- back 1-a 20 'it is; ill'");
    expect(input).toBe(KEEPER_SCRIPT);
  });
});
