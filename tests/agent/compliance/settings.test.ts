import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings, settingsAt } from '../../../agent/compliance/settings.ts';
import { BadConfig } from '../../../machines/errors.ts';
import { aHost, CONTENT } from './a-host.ts';

const { settings } = await aHost({ printers: CONTENT, scanners: CONTENT });
const read = (given: Readonly<Record<string, unknown>>) =>
  readSettings(JSON.stringify({ ...settings, ...given }), 'c.json');
const [printers] = settings.probes;

describe('the settings of a host', () => {
  test('are read as the Nix side writes them, paths below the root', async () => {
    const host = await aHost({ printers: CONTENT }, { signs: true });
    expect(settingsAt({ root: host.root, config: undefined })).toMatchObject({
      host: 'web-1',
      directory: join(host.root, 'var/lib/nixfleet-compliance'),
      signingKey: join(host.root, 'etc/ssh/ssh_host_ed25519_key'),
    });
    const config = join(host.root, 'etc/nixfleet/compliance.json');
    expect(settingsAt({ root: '/', config })).toMatchObject({ directory: '/var/lib/nixfleet-compliance' });
  });

  test.each([
    ['no field', { host: undefined }, 'c.json: the file must have required properties host'],
    ['a field of another kind', { retentionDays: '30' }, 'c.json: retentionDays must be integer'],
    ['a relative program', { probes: [{ ...printers, program: 'printers' }] }, 'c.json: probes.0.program must match'],
    ['two probes for a control', { probes: [printers, printers] }, 'two probes are for the control "printers"'],
    [
      'an exception without a reason',
      { exceptions: { 'BH-07': { rationale: ' ', owner: null, expires: null } } },
      'exceptions.BH-07.rationale is empty',
    ],
    [
      'an exception until never',
      { exceptions: { 'BH-07': { rationale: 'x', owner: null, expires: '2026-02-30' } } },
      'exceptions.BH-07.expires is "2026-02-30"',
    ],
  ])('are refused with %s, by file and field', (_, given, reason) => {
    expect(() => read(given)).toThrow(BadConfig);
    expect(() => read(given)).toThrow(reason);
  });

  test('are refused when they are no JSON, or not there', () => {
    expect(() => readSettings('{', 'c.json')).toThrow('c.json is no JSON');
    expect(() => settingsAt({ root: '/nowhere', config: undefined })).toThrow(
      '/nowhere/etc/nixfleet/compliance.json is not there',
    );
  });
});
