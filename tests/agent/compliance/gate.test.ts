import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { historyOf } from '../../../agent/compliance/evidence-folder.ts';
import { collectEvidence } from '../../../agent/compliance/verbs/collect.ts';
import { gate } from '../../../agent/compliance/verbs/gate.ts';
import { aHost, CONTENT, DISCONTENT, type Host } from './a-host.ts';

const required = (script: string) => ({ script, required: true });
const gated = (host: Host) => gate(host.asked('gate'));
const collected = (host: Host) => collectEvidence(host.asked('collect'));
const pieces = async (host: Host) => (await historyOf(host.directory)).length;

describe('the gate', () => {
  test('is open when all required controls are met, whatever the others are', async () => {
    const host = await aHost({ printers: required(CONTENT), scanners: DISCONTENT, backups: 'exit 1' });
    expect(await gated(host)).toEqual({ exitCode: 0, output: '', notes: [] });
  });

  test('is shut when one is not met or could not be told, and says which and why', async () => {
    const host = await aHost({
      printers: required(DISCONTENT),
      scanners: required(CONTENT),
      backups: required('exit 1'),
    });
    expect(await gated(host)).toEqual({
      exitCode: 1,
      output: '',
      notes: ['required controls are not met: printers (it is not well), backups (ended with exit code 1)'],
    });
  });

  test('is open for what is excused', async () => {
    const exceptions = { printers: { rationale: 'old ones', owner: 'ops', expires: null } };
    const host = await aHost({ printers: required(DISCONTENT) }, { exceptions });
    expect(await gated(host)).toMatchObject({ exitCode: 0 });
  });

  test('is open where nothing is required, and says so', async () => {
    const host = await aHost({ printers: DISCONTENT });
    expect(await gated(host)).toMatchObject({
      exitCode: 0,
      notes: ['no control is required (compliance.gate.required)'],
    });
  });

  test('collects where there is no evidence, and uses it from then on', async () => {
    const host = await aHost({ printers: required('echo x >> "$NIXFLEET_ROOT/asked"; echo "{}"') }, { signs: true });
    await gated(host);
    expect(await pieces(host)).toBe(1);
    host.script('printers', 'exit 1');
    expect(await gated(host)).toMatchObject({ exitCode: 0 });
    expect(await pieces(host)).toBe(1);
  });

  test('collects anew for another system, and for evidence that is not to be believed', async () => {
    const host = await aHost({ printers: required(CONTENT) }, { signs: true });
    await collected(host);
    host.script('printers', DISCONTENT);
    host.switchTo('/nix/store/11111111111111111111111111111111-nixos-system-web-1');
    expect(await gated(host)).toMatchObject({ exitCode: 1 });
    expect(await pieces(host)).toBe(2);
    host.script('printers', CONTENT);
    writeFileSync(join(host.directory, 'current/evidence.json'), '{}');
    expect(await gated(host)).toMatchObject({ exitCode: 0 });
    expect(await pieces(host)).toBe(3);
  });

  test('looks anew once an exception has run out', async () => {
    const exceptions = { printers: { rationale: 'old ones', owner: 'ops', expires: null } };
    const host = await aHost({ printers: required(DISCONTENT) }, { exceptions });
    await collected(host);
    const file = join(host.directory, 'current/evidence.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"expires":null', '"expires":"2026-01-01"'));
    host.configure({ exceptions: { printers: { ...exceptions.printers, expires: '2026-01-01' } } });
    expect(await gated(host)).toMatchObject({ exitCode: 1, notes: [expect.stringContaining('ran out on 2026-01-01')] });
  });

  test('looks again at what the evidence says is not met: it may have been mended', async () => {
    const host = await aHost({ printers: required(DISCONTENT), scanners: DISCONTENT });
    await collected(host);
    expect(await gated(host)).toMatchObject({ exitCode: 1 });
    expect(await pieces(host)).toBe(1);
    host.script('printers', CONTENT);
    expect(await gated(host)).toMatchObject({ exitCode: 0 });
    expect(await pieces(host)).toBe(2);
  });

  test('judges all the same where evidence cannot be signed', async () => {
    const host = await aHost({ printers: required(CONTENT) }, { signingKey: '/etc/ssh/not-made-yet' });
    const warning = expect.stringMatching(/^warning: there is no new evidence: the signing key .* is not there/);
    expect(await gated(host)).toEqual({ exitCode: 0, output: '', notes: [warning] });
    host.script('printers', DISCONTENT);
    expect(await gated(host)).toMatchObject({ exitCode: 1, notes: [expect.stringContaining('printers'), warning] });
    expect(await pieces(host)).toBe(0);
  });

  test('collects when the evidence knows nothing of a control', async () => {
    const host = await aHost({ printers: required(CONTENT), scanners: required(DISCONTENT) });
    host.configure({ probes: host.settings.probes.slice(0, 1) });
    await collected(host);
    host.configure({});
    expect(await gated(host)).toMatchObject({ exitCode: 1, notes: [expect.stringContaining('scanners')] });
  });
});
