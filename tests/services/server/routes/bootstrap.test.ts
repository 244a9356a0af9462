import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NewKey } from '../../../../machines/model/key.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';
import { tempFolder } from '../../../support/temp.ts';

const PATH = '/api/v1/keys/bootstrap';
const TOKEN = 'a-token-that-was-written-into-a-file';

/** Asks for the first key; the status and the text of the answer. */
async function bootstrapped(plane: ServedPlane, token?: string, json: unknown = { name: 'ops' }) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await plane.ask('POST', PATH, { role: null, json, headers });
  return { status: response.status, text: await response.text() };
}

const keyIn = (text: string): string => (JSON.parse(text) as NewKey).key;

/** A control plane without keys; with a token in a file, what is in it. */
async function anUnclaimedPlane(token?: string) {
  const path = join(tempFolder(), 'token');
  if (token !== undefined) writeFileSync(path, token);
  const plane = await aServer({ hasKeys: false, ...(token !== undefined && { bootstrapTokenFile: path }) });
  return { plane, path };
}

describe('bootstrap', () => {
  test('gives one of twenty simultaneous callers a key', async () => {
    const { plane } = await anUnclaimedPlane();
    const answers = await Promise.all(Array.from({ length: 20 }, () => bootstrapped(plane)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    expect(plane.db.prepare('SELECT name, role, created_by FROM api_keys').all()).toEqual([
      { name: 'ops', role: 'admin', created_by: 'system:bootstrap' },
    ]);
  });

  test('is shut for good once it gave a key, even when no key is left', async () => {
    const { plane } = await anUnclaimedPlane();
    expect((await bootstrapped(plane)).status).toBe(200);
    plane.db.exec('DELETE FROM api_keys');
    expect(await bootstrapped(plane)).toEqual({
      status: 409,
      text: expect.stringContaining('--bootstrap-token-file'),
    });
    expect(plane.db.prepare('SELECT count(*) FROM api_keys').pluck().get()).toBe(0);
  });

  test('is shut for good once a key made another', async () => {
    const plane = await aServer();
    await plane.ask('POST', '/api/v1/keys', { json: { name: 'ci', role: 'deploy' } });
    plane.db.exec('DELETE FROM api_keys');
    expect((await bootstrapped(plane)).status).toBe(409);
  });

  test('is open again when keys made by hand are gone', async () => {
    const plane = await aServer();
    expect((await bootstrapped(plane)).status).toBe(409);
    plane.db.exec('DELETE FROM api_keys');
    expect((await bootstrapped(plane)).status).toBe(200);
  });

  test('looks at the body before it looks for keys, and at no token', async () => {
    const plane = await aServer();
    expect((await bootstrapped(plane, 'whatever', { name: null })).status).toBe(422);
    expect((await bootstrapped(plane, 'whatever', {})).status).toBe(409);
  });
});

describe('bootstrap with a token', () => {
  test('gives a key to who has it', async () => {
    const { plane } = await anUnclaimedPlane(`  ${TOKEN}\n`);
    const { status, text } = await bootstrapped(plane, TOKEN);
    expect(status).toBe(200);
    const headers = { authorization: `Bearer ${keyIn(text)}` };
    expect((await plane.ask('GET', '/api/v1/keys', { role: null, headers })).status).toBe(200);
    expect((await bootstrapped(plane, TOKEN)).status).toBe(409);
  });

  test.each([undefined, 'wrong', '', TOKEN.toUpperCase(), `${TOKEN}x`])(
    'tells who shows %j what is wanted',
    async (token) => {
      const { plane } = await anUnclaimedPlane(TOKEN);
      expect(await bootstrapped(plane, token, null)).toEqual({
        status: 401,
        text: expect.stringContaining('Authorization: Bearer'),
      });
      expect(plane.db.prepare('SELECT count(*) FROM api_keys').pluck().get()).toBe(0);
    },
  );

  test('gives one of twenty who have it a key', async () => {
    const { plane } = await anUnclaimedPlane(TOKEN);
    const answers = await Promise.all(Array.from({ length: 20 }, () => bootstrapped(plane, TOKEN)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  test('takes each token once; a new one opens an installation that lost its keys', async () => {
    const { plane, path } = await anUnclaimedPlane(TOKEN);
    await bootstrapped(plane, TOKEN);
    plane.db.exec('DELETE FROM api_keys');
    expect(await bootstrapped(plane, TOKEN)).toEqual({ status: 409, text: expect.stringContaining('used before') });
    writeFileSync(path, 'another');
    expect((await bootstrapped(plane, TOKEN)).status).toBe(401);
    expect((await bootstrapped(plane, 'another')).status).toBe(200);
    plane.db.exec('DELETE FROM api_keys');
    writeFileSync(path, TOKEN);
    expect((await bootstrapped(plane, TOKEN)).status).toBe(409);
  });

  test('opens an installation that was claimed without one', async () => {
    const { plane } = await anUnclaimedPlane(TOKEN);
    plane.db.exec(`INSERT INTO settings (name, value) VALUES ('bootstrap_closed', 'yes')`);
    expect((await bootstrapped(plane, TOKEN)).status).toBe(200);
  });

  test('without a file, or with an empty one, is not to be had; the log says why', async () => {
    const { plane, path } = await anUnclaimedPlane(' \n');
    expect(await bootstrapped(plane, '')).toEqual({ status: 503, text: expect.stringContaining('its log says') });
    expect(plane.logged).toContainEqual(expect.stringContaining(`${path}, is empty`));
    rmSync(path);
    expect((await bootstrapped(plane, TOKEN)).status).toBe(503);
    expect(plane.logged).toContainEqual(expect.stringContaining(`${path}, cannot be read`));
  });

  test('keeps the token out of the log and the database', async () => {
    const { plane } = await anUnclaimedPlane(TOKEN);
    await bootstrapped(plane, 'a-guess');
    const { text } = await bootstrapped(plane, TOKEN);
    const stored = ['api_keys', 'settings', 'audit_entries'].map((table) =>
      plane.db.prepare(`SELECT * FROM ${table}`).all(),
    );
    const written = JSON.stringify([stored, plane.logged]);
    for (const secret of [TOKEN, 'a-guess', keyIn(text)]) expect(written).not.toContain(secret);
    expect(written).toContain(createHash('sha256').update(TOKEN).digest('hex'));
  });

  test('is refused to an address that guesses, whoever asks from there', async () => {
    const path = join(tempFolder(), 'token');
    writeFileSync(path, TOKEN);
    const plane = await aServer({ hasKeys: false, bootstrapTokenFile: path, door: { failures: 3 } });
    const guesses = await Promise.all(Array.from({ length: 10 }, (_, guess) => bootstrapped(plane, `${guess}`)));
    const refused = { status: 429, text: '' };
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(guesses.filter(({ status }) => status === 429)).toEqual(Array.from({ length: 7 }, () => refused));
    expect(await bootstrapped(plane, TOKEN)).toEqual(refused);
  });

  test('leaves neither the token nor anything that it could be guessed from in the log', async () => {
    const { plane } = await anUnclaimedPlane(TOKEN);
    expect((await bootstrapped(plane, TOKEN)).status).toBe(200);
    const said = JSON.stringify(plane.lines);
    expect(said).toContain('"actor":"bootstrap-token"');
    expect(said).not.toContain(TOKEN);
    expect(said).not.toContain(createHash('sha256').update(TOKEN).digest('hex'));
  });
});
