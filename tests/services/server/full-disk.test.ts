import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../services/api/client.ts';
import { ControlPlane } from '../../support/control-plane.ts';
import { fleetEnvironment } from '../../support/environment.ts';
import { SmallDisk } from '../../support/small-disk.ts';
import { tempFolder } from '../../support/temp.ts';

const MEGABYTES = 24;
const probe = SmallDisk.mount(1);
probe?.unmount();

/** A control plane whose database is on a small disk of its own. */
async function onSmallDisk() {
  const disk = SmallDisk.mount(MEGABYTES);
  if (disk === undefined) throw new Error('a disk could be mounted a moment ago');
  const folder = tempFolder();
  for (const name of ['home', 'tmp']) mkdirSync(join(folder, name));
  const controlPlane = new ControlPlane(disk.folder, fleetEnvironment(folder), join(folder, 'log'));
  onTestFinished(async () => {
    await controlPlane.stop();
    disk.unmount();
  });
  const { url } = await controlPlane.start();
  const anonymous = createClient({ url });
  const { key } = await anonymous.bootstrap({ body: { name: 'ops' } });
  anonymous.close();
  const ask = (method: string, path: string, json?: unknown) =>
    fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
  return { disk, controlPlane, ask };
}

const register = (n: number) => ['POST', `/api/v1/machines/m${n}/register`, { tags: [`tag-${n}`] }] as const;

/** Registers machines until one is refused; their number and the refusal. */
async function registeredUntilRefused(ask: Awaited<ReturnType<typeof onSmallDisk>>['ask']) {
  for (let n = 0; n < 20_000; n += 1) {
    const response = await ask(...register(n));
    if (response.status !== 201) return { count: n, response };
    await response.arrayBuffer();
  }
  throw new Error('the disk is never full');
}

describe.skipIf(probe === undefined)('a disk that is full', () => {
  test('turns writes into 503, leaves reads alive, loses nothing, and is forgotten when there is room again', async () => {
    const { disk, controlPlane, ask } = await onSmallDisk();
    disk.fill();
    const { count, response } = await registeredUntilRefused(ask);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.text()).toMatch(/disk/);
    const machines = (await (await ask('GET', '/api/v1/machines')).json()) as unknown[];
    expect(machines).toHaveLength(count);
    expect((await ask('GET', '/health')).status).toBe(200);
    disk.free();
    expect((await ask(...register(count))).status).toBe(201);
    await controlPlane.kill();
    await controlPlane.start();
    expect((await (await ask('GET', '/api/v1/machines')).json()) as unknown[]).toHaveLength(count + 1);
  });
});
