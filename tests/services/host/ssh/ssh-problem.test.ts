import { describe, expect, test } from 'vitest';
import { sshProblem } from '../../../../services/host/ssh/ssh-problem.ts';

describe('why a machine cannot be reached', () => {
  test.each([
    ['Host key verification failed.', 'Run `ssh root@web-01 true` once'],
    ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.', 'ssh-keygen -R web-01'],
    ['root@web-01: Permission denied (publickey).', 'ssh-copy-id root@web-01'],
    ['ssh: Could not resolve hostname web-01: Name or service not known', 'its name is not known'],
    ['ssh: connect to host web-01 port 22: Connection timed out', 'it does not answer'],
    ['ssh: connect to host web-01 port 22: Connection refused', 'nothing listens there'],
    ['banner\nsomething new', 'cannot reach root@web-01 over SSH: something new'],
    ['', 'ssh does not say why'],
  ])('%j is told with a remedy', (stderr, words) => {
    expect(sshProblem('root@web-01', stderr)).toContain(words);
  });
});
