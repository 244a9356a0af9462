import { describe, expect, test } from 'vitest';
import { follow } from '../../../services/host/nix-follow.ts';

const STALL_MS = 3_000;

/** A program that works in silence for longer than it may rest. */
const silent = (work: string) =>
  follow(
    {
      argv: [
        process.execPath,
        '-e',
        `const {readSync, openSync} = require('node:fs'); const zero = openSync('/dev/zero');
        const tick = setInterval(() => { ${work} }, 20); setTimeout(() => { clearInterval(tick); }, ${3 * STALL_MS});`,
      ],
    },
    { signal: new AbortController().signal, stallMs: STALL_MS, heard: () => false },
  );

describe.runIf(process.platform === 'linux')('a command that says nothing', () => {
  test('goes on as long as it reads', async () => {
    const { problem } = await silent('readSync(zero, Buffer.alloc(65536))');
    expect(problem).toBeUndefined();
  });

  test('has stalled when it reads nothing either', async () => {
    const { problem } = await silent('');
    expect(problem).toMatchObject({ kind: 'stalled', text: 'no sign of progress for 3 s' });
  });
});
