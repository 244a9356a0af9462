import { renameSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { createBackupStand, isMade, ownLockHeld } from './backup-stand.ts';

/** The tests of what a backup is whichever program makes it. */
export function testEitherBackend(backend: Parameters<typeof createBackupStand>[0]): void {
  test('a repository that was there and is gone is not begun anew', async () => {
    const stand = createBackupStand(backend);
    await stand.run('backup');
    renameSync(stand.repository, `${stand.repository}.unmounted`);

    const { exitCode } = await stand.run('backup');

    expect(exitCode).toBe(1);
    expect(isMade(stand)).toBe(false);
    expect(stand.record('status').message).toMatch(/was there before and is gone.*mounted/);
  });

  test('what was backed up last can be restored, and that is written down', async () => {
    const stand = createBackupStand(backend);
    await stand.run('backup');

    const { exitCode, said } = await stand.run('verify');

    expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
    expect(stand.record('verify')).toMatchObject({ status: 'success' });
    expect(stand.record('verify').message).toContain('can be restored');
  });

  test('one run at a time: the other is waited for, and told when it does not end', async () => {
    const stand = createBackupStand(backend);
    await stand.run('backup');
    const release = await ownLockHeld(stand);
    onTestFinished(release);

    const refused = await stand.run('verify');
    const { message } = stand.record('verify');
    const waited = stand.run('verify', { lockWait: 600 }, (line) => {
      if (line.includes('Waiting for the other run')) void release();
    });

    expect(refused.exitCode).toBe(1);
    expect(message).toContain('at work on this machine');
    expect((await waited).exitCode).toBe(0);
  });
}
