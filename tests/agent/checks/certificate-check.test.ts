import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificateCheck } from '../../../agent/checks/certificate-check.ts';
import { type Authority, anAuthority, type IssuedCertificate } from '../../support/certificates.ts';

const DAY_MS = 86_400_000;
let authority: Authority;
let own: IssuedCertificate;

const folder = mkdtempSync(join(tmpdir(), 'nixfleet-test-'));

beforeAll(async () => {
  authority = await anAuthority(folder);
  own = await authority.issue('/CN=web-01');
});
afterAll(() => rmSync(folder, { recursive: true }));

const found = (clientCert: string | undefined, clientKey: string | undefined, now = Date.now()) =>
  certificateCheck({ clientCert, clientKey, machineId: 'web-01' }, now).look();

describe('the check of the client certificate', () => {
  test('doubts an agent that has none', async () => {
    expect(await found(undefined, undefined)).toMatchObject({ is: 'doubtful' });
  });

  test('says for how long it is good, and doubts one that ends soon', async () => {
    const what = expect.stringMatching(/^good for \d+ h more: renew it soon$/) as string;
    expect(await found(own.certPath, own.keyPath)).toEqual({ is: 'doubtful', what });
  });

  test('finds a key of another certificate', async () => {
    const other = await authority.issue('/CN=web-02');
    const what = expect.stringContaining(`${other.keyPath} is not the key of ${own.certPath}`) as string;
    expect(await found(own.certPath, other.keyPath)).toEqual({ is: 'bad', what });
  });

  test('finds a certificate of another machine', async () => {
    const other = await authority.issue('/CN=web-02');
    const what = expect.stringContaining('is for "web-02", and this machine is "web-01"') as string;
    expect(await found(other.certPath, other.keyPath)).toEqual({ is: 'bad', what });
  });

  test.each([
    ['is not valid yet', -30 * DAY_MS, 'not valid before'],
    ['has expired', 30 * DAY_MS, 'has expired on'],
  ])('finds one that %s', async (_, laterMs, words) => {
    const what = expect.stringContaining(words) as string;
    expect(await found(own.certPath, own.keyPath, Date.now() + laterMs)).toEqual({ is: 'bad', what });
  });
});
