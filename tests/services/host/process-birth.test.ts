import { describe, expect, test } from 'vitest';
import { BIRTH_SCRIPT, birthOf } from '../../../services/host/process-birth.ts';
import { run } from '../../../services/host/process.ts';
import { gone, lineOf } from './waiting.ts';

describe('the birth of a process', () => {
  test('is told alike by the process itself and by us, and by nobody when it has ended', async () => {
    const script = `${BIRTH_SCRIPT}echo "$$ $(birth)"; read -r line`;
    const { line, end } = lineOf((onLine) =>
      // Its input stays open until we are done: it waits for a line that does not come.
      run({ argv: ['/bin/sh', '-c', `sleep 1000 | { ${script}; }`] }, { onLine, signal: stop.signal }),
    );
    const [pid, birth] = (await line).split(/ (.*)/s);
    expect(await birthOf(Number(pid))).toBe(birth);
    stop.abort();
    await end.catch(() => undefined);
    await gone(Number(pid));
    expect(await birthOf(Number(pid))).toBeUndefined();
  });
});

const stop = new AbortController();
