import { describe, expect, test } from 'vitest';
import { nixProblem } from '../../../services/host/nix-problem.ts';

describe('what Nix says', () => {
  test.each([
    ['full', 'writing to file: No space left on device'],
    ['full', "committing transaction: database or disk is full (in '/nix/var/nix/db/db.sqlite')"],
    ['daemon', "cannot connect to socket at '/nix/var/nix/daemon-socket/socket': No such file or directory"],
    ['daemon', "cannot connect to daemon at '/nix/var/nix/daemon-socket/socket': Connection refused"],
    ['permission', "opening lock file '/nix/var/nix/db/big-lock': Permission denied"],
    ['permission', "could not set permissions on '/nix/var/nix/profiles/per-user' to 755: Operation not permitted"],
    ['untrusted', "cannot add path '/nix/store/x' because it lacks a valid signature"],
    ['untrusted', "cannot add path '/nix/store/x' because it lacks a signature by a trusted key"],
    ['damaged', 'failed to read compressed data (Lzma library error: Corrupted input data)'],
    ['damaged', "hash mismatch importing path '/nix/store/x';\n  specified: a\n  got: b"],
    ['damaged', "file 'nar/x.nar.xz' does not exist in binary cache 'https://cache'"],
    ['unreachable', "unable to download 'http://127.0.0.1:1/nix-cache-info': Couldn't connect to server (7)"],
    ['absent', "path '/nix/store/x' is required, but there is no substituter that can build it"],
    ['absent', "build of '/nix/store/x' failed"],
    ['absent', "path '/nix/store/x' is not valid"],
    ['other', 'something new'],
  ] as const)('is understood as %s: %s', (kind, line) => {
    const problem = nixProblem([`error: ${line}`], 1);
    expect(problem.kind).toBe(kind);
    expect(problem.text).toContain(line.replace(/\s+/g, ' '));
    expect(problem.text).not.toMatch(/\n|: error:/);
  });

  test('is why, wherever it was said', () => {
    const said = ["build of '/nix/store/x' failed", "warning: unable to download 'https://cache': timed out; retrying"];
    expect(nixProblem(said, 1).kind).toBe('unreachable');
  });

  test('may be nothing', () => expect(nixProblem([''], 3).text).toBe('exit code 3, without a reason'));

  test('is told without secrets and not at length', () => {
    const { text } = nixProblem([`unable to download 'https://me:geheim@cache/x?sig=geheim': ${'x'.repeat(9000)}`], 1);
    expect(text).not.toContain('geheim');
    expect(text.length).toBeLessThan(600);
  });
});
