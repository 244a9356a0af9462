import { describe, expect, test } from 'vitest';
import { aLink } from '../../../support/a-link.ts';
import { reported } from '../../../support/a-served-rollout.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';

const PATH = '/nix/store/b-web';

const retry = (plane: ServedPlane, role: 'readonly' | 'deploy' | 'admin' = 'deploy') =>
  plane.ask('POST', '/api/v1/machines/web-01/retry', { role });

async function aWish(): Promise<ServedPlane> {
  const plane = await aServer();
  await plane.ask('POST', '/api/v1/machines/web-01/notify-deploy', { json: { store_path: PATH } });
  return plane;
}

const audited = ({ db }: ServedPlane) =>
  db.prepare(`SELECT actor, target, detail FROM audit_entries WHERE action = 'retry'`).all();

describe('to have a machine try again', () => {
  test('tells its agent over its link, and is in the audit', async () => {
    const plane = await aWish();
    const link = await aLink(plane.url);
    await link.hello();
    const response = await retry(plane);
    expect([response.status, await response.json()]).toEqual([
      200,
      { told: true, message: `web-01 was told to try ${PATH} again` },
    ]);
    expect(await link.heard('retry')).toEqual({ type: 'retry', hash: PATH });
    expect(audited(plane)).toEqual([{ actor: 'apikey:test-deploy', target: 'web-01', detail: PATH }]);
  });

  test('says so when the agent has no link, or has not said hello', async () => {
    const plane = await aWish();
    const silent = { told: false, message: expect.stringContaining('web-01 has no link') };
    expect(await (await retry(plane)).json()).toEqual(silent);
    const link = await aLink(plane.url);
    expect(await (await retry(plane)).json()).toEqual(silent);
    await link.hello();
    expect(link.frames.filter(({ type }) => type === 'retry')).toEqual([]);
  });

  test('is a 404 for a machine that is unknown, and a 409 when nothing is desired of it', async () => {
    const plane = await aServer();
    expect((await retry(plane)).status).toBe(404);
    await reported(plane, 'web-01');
    const response = await retry(plane);
    expect([response.status, await response.text()]).toEqual([409, expect.stringContaining('nothing is desired')]);
    expect(audited(plane)).toEqual([]);
  });

  test('is not for who may only look', async () => {
    const plane = await aWish();
    expect((await retry(plane, 'readonly')).status).toBe(403);
  });
});
