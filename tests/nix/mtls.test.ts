import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../services/api/client.ts';
import { run } from '../../services/host/process.ts';
import { AgentMachine } from '../support/agent-machine.ts';
import { checkout } from '../support/checkout.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { secureStatus } from '../support/secure-status.ts';
import { tempFolder } from '../support/temp.ts';
import { waitUntil } from '../support/wait-until.ts';

const LIMIT_MS = 60_000;
/** The address that the document has in its example, and the one that a test has. */
const [THEIRS, OURS] = ['192.0.2.10', '127.0.0.1'];

/** The commands of docs/nix/mtls.md, run by a shell in `folder`, and then `more`. */
async function asDocumented(folder: string, more = ''): Promise<void> {
  const text = readFileSync(join(checkout, 'docs/nix/mtls.md'), 'utf8');
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, commands = '']) => commands);
  expect(blocks).toHaveLength(2);
  const script = ['set -eu', ...blocks, more].join('\n').replaceAll(THEIRS, OURS);
  await run({ argv: ['sh', '-c', script], cwd: folder });
}

/** What somebody shows and trusts. */
const trust = (folder: string, name: string) => {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return { ca: read('fleet-ca.pem'), cert: read(`${name}.pem`), key: read(`${name}-key.pem`) };
};

/** A control plane with the certificates of `folder`. */
async function aPlane(folder: string): Promise<ControlPlane> {
  const at = (file: string) => join(folder, file);
  const tls = ['--tls-cert', at('cp-01.pem'), '--tls-key', at('cp-01-key.pem'), '--client-ca', at('fleet-ca.pem')];
  const plane = new ControlPlane(folder, fleetEnvironment(folder), at('log'), tls);
  onTestFinished(() => plane.stop());
  return plane.start();
}

const REPORTS = { method: 'GET', path: '/api/v1/machines/web-01/desired-generation' };

describe('mutual TLS as it is documented', () => {
  test('lets an agent speak for its own machine and nobody else for it', { timeout: LIMIT_MS }, async () => {
    const folder = tempFolder();
    await asDocumented(folder, 'issue web-02 extendedKeyUsage=clientAuth');
    const plane = await aPlane(folder);
    const client = createClient({ url: plane.url, tls: trust(folder, 'operator') });
    onTestFinished(() => client.close());
    const { key } = await client.bootstrap({ body: { name: 'operator' } });
    const operator = createClient({ url: plane.url, tls: trust(folder, 'operator'), apiKey: key });
    onTestFinished(() => operator.close());

    const machine = new AgentMachine(tempFolder());
    const at = (file: string) => join(folder, file);
    const tls = [
      '--ca-cert',
      at('fleet-ca.pem'),
      '--client-cert',
      at('web-01.pem'),
      '--client-key',
      at('web-01-key.pem'),
    ];
    const agent = await machine.startAgent(plane.url, '--health-interval', '1', ...tls);
    onTestFinished(() => agent.stop());
    const isKnown = async () => (await operator.listMachines()).some(({ machine_id: id }) => id === 'web-01');
    await waitUntil(isKnown, { limitMs: LIMIT_MS / 2, what: 'the agent to report' });

    expect(await secureStatus(plane.url, trust(folder, 'web-02'), REPORTS)).toBe(403);
    // What else a machine's certificate lets in to is said under "When a key is lost".
    expect(await secureStatus(plane.url, trust(folder, 'web-02'), { method: 'GET', path: '/metrics' })).toBe(200);
    expect(await secureStatus(plane.url, trust(folder, 'web-02'), { method: 'GET', path: '/api/v1/machines' })).toBe(
      401,
    );
    const { ca } = trust(folder, 'web-01');
    await expect(secureStatus(plane.url, { ca }, REPORTS)).rejects.toThrow(/certificate required/i);
  });

  test('goes over to another authority without a machine that is locked out', { timeout: LIMIT_MS }, async () => {
    const [old, fresh] = [tempFolder(), tempFolder()];
    await asDocumented(old);
    await asDocumented(fresh);
    const certificates = (folder: string) => readFileSync(join(folder, 'fleet-ca.pem'), 'utf8');
    const [before, after] = [certificates(old), certificates(fresh)];
    const plane = await aPlane(old);
    const answer = async (folder: string) =>
      secureStatus(plane.url, { ...trust(folder, 'web-01'), ca: before }, REPORTS).catch(() => 'refused');
    const trusting = async (ca: string, expected: object) => {
      writeFileSync(join(old, 'fleet-ca.pem'), ca);
      const isSo = async () =>
        JSON.stringify({ old: await answer(old), fresh: await answer(fresh) }) === JSON.stringify(expected);
      await waitUntil(isSo, { limitMs: LIMIT_MS / 4, what: JSON.stringify(expected) });
    };

    expect([await answer(old), await answer(fresh)]).toEqual([404, 'refused']);
    await trusting(before + after, { old: 404, fresh: 404 });
    await trusting(after, { old: 'refused', fresh: 404 });
  });

  test('makes certificates of which none can sign another', { timeout: LIMIT_MS }, async () => {
    const folder = tempFolder();
    await asDocumented(folder);
    const purposes = await run({ argv: ['openssl', 'x509', '-in', 'web-01.pem', '-noout', '-purpose'], cwd: folder });
    expect(purposes.stdout).toContain('SSL client : Yes');
    expect(purposes.stdout).toContain('SSL server : No');
    expect(purposes.stdout).toMatch(/SSL client CA : No/);
  });
});
