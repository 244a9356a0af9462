import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { askProbe } from '../../../agent/compliance/ask-probe.ts';
import { gone } from '../../services/host/waiting.ts';
import { aHost, type SomeProbe } from './a-host.ts';

async function asked(probe: SomeProbe) {
  const host = await aHost({ mine: probe });
  const [setting] = host.settings.probes;
  if (setting === undefined) throw new Error('it has a probe');
  return { answer: await askProbe(setting, host.root), host };
}

const errorOf = async (probe: SomeProbe) => (await asked(probe)).answer;

describe('a probe', () => {
  test('is believed when it ends well and prints an object', async () => {
    expect(await errorOf(`echo warning >&2; echo '{"compliant": true, "sockets": 3}'`)).toEqual({
      verdict: { isCompliant: true, problems: [], checks: { compliant: true, sockets: 3 } },
    });
  });

  test('is told of the folder that stands for the machine', async () => {
    const { answer, host } = await asked('printf \'{"root": "%s"}\' "$NIXFLEET_ROOT"');
    expect(answer).toMatchObject({ verdict: { checks: { root: host.root } } });
  });

  test('that fails is an error with the last of what it said', async () => {
    expect(await errorOf('echo first >&2; echo "cannot open /dev/mapper" >&2; exit 3')).toEqual({
      error: 'ended with exit code 3: first\ncannot open /dev/mapper',
    });
    const long = await errorOf(
      'i=0; while [ $i -lt 400 ]; do echo "line $i of what went wrong" >&2; i=$((i+1)); done; exit 1',
    );
    expect(long).toEqual({ error: expect.stringMatching(/^ended with exit code 1: ….*line 399 of what went wrong$/s) });
  });

  test.each([
    ['that says nothing', 'exit 0', 'printed no JSON: nothing at all'],
    ['that prints no JSON', 'echo fine', 'printed no JSON: Unexpected token'],
    ['that prints a list', 'echo "[]"', 'printed JSON that is no object'],
    ['that prints half a letter', `echo '{"a": "\\ud800"}'`, 'printed no JSON'],
    ['that kills itself', 'kill -KILL $$', 'was killed by a signal'],
    ['that prints 10 MB', 'yes | head -c 10000000', 'printed more than 256 KiB'],
    ['that prints without end', 'yes', 'printed more than 256 KiB'],
  ])('%s is an error', async (_, script, reason) => {
    expect(await errorOf(script)).toEqual({ error: expect.stringContaining(reason) });
  });

  test('that takes too long is ended, and its error says where to allow it more', async () => {
    const { answer, host } = await asked({
      script: 'echo $$ > "$NIXFLEET_ROOT/pid"; echo waiting >&2; sleep 1000',
      timeoutSeconds: 5,
    });
    expect(answer).toEqual({
      error: 'took longer than 5 s (timeoutSeconds of compliance.evidence.probes): waiting',
    });
    await gone(Number(readFileSync(join(host.root, 'pid'), 'utf8')));
  });

  test('takes with it what it leaves behind', async () => {
    const { answer, host } = await asked('sleep 1000 >/dev/null 2>&1 & echo $! > "$NIXFLEET_ROOT/child"; echo "{}"');
    expect(answer).toMatchObject({ verdict: { isCompliant: true } });
    await gone(Number(readFileSync(join(host.root, 'child'), 'utf8')));
  });

  test('that is not there or may not be run is an error that says so', async () => {
    const host = await aHost({ mine: 'true' });
    const [setting] = host.settings.probes;
    if (setting === undefined) throw new Error('it has a probe');
    const absent = { ...setting, program: join(host.root, 'absent') };
    expect(await askProbe(absent, host.root)).toEqual({ error: expect.stringContaining('was not found') });
    const plain = { ...setting, program: join(host.root, 'etc/nixfleet/compliance.json') };
    expect(existsSync(plain.program)).toBe(true);
    expect(await askProbe(plain, host.root)).toEqual({ error: expect.stringContaining('may not be executed') });
  });
});
