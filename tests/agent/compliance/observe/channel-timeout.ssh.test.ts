import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isSshLeftOut, sshFor, SshMachine } from '../../../support/a-sshd.ts';
import { runToEnd } from '../../../support/processes.ts';
import { tempFolder } from '../../../support/temp.ts';

/** What holds the control `access-control` to be an end of idle sessions, and what it promises to leave alone. */
describe.skipIf(isSshLeftOut())('a real sshd that ends idle shells', () => {
  test('ends one whose other end answers, and no command that is quiet for longer', async () => {
    const folder = tempFolder();
    const machine = await SshMachine.start('quiet', folder, {
      settings: ['ChannelTimeout session:shell=1', 'ClientAliveInterval 1', 'ClientAliveCountMax 3'],
    });
    onTestFinished(() => machine.stop());
    const env = { PATH: `${sshFor(folder, [machine])}:${process.env['PATH'] ?? ''}`, TERM: 'dumb' };
    const input = join(folder, 'keyboard');
    execFileSync('mkfifo', [input]);
    // Nobody types anything, and nobody hangs up.
    const shell = runToEnd({ argv: ['sh', '-c', 'exec timeout 20 ssh -tt quiet <>"$1"', 'sh', input], env });
    const command = runToEnd({ argv: ['ssh', 'quiet', 'sleep 2.5; echo built'], env });
    expect(await command).toMatchObject({ exitCode: 0, stdout: 'built\n' });
    // 255: sshd ended it; 124: we did.
    expect((await shell).exitCode).toBe(255);
  });
});
