import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { aServer, KEYS, type ServedPlane } from '../../../support/a-server.ts';

/** More than what fits into the buffers between server and reader, and many pages. */
const ROWS = 20_000;
const PAGE = 500;

const addRows = ({ db }: ServedPlane, actor: string, rows: number, detail = 'x'.repeat(1000)) =>
  db.exec(`WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${rows})
    INSERT INTO audit_entries (at, actor, action, target, detail)
    SELECT 1776676502000 + n, '${actor}', 'register', 'web-' || n, '${detail}' FROM n`);

interface Reading {
  readonly plane: ServedPlane;
  readonly response: IncomingMessage;
  /** The server's side of the connection. */
  readonly connection: Socket;
}

/** An export whose reader has seen its beginning, and takes no more for now. */
async function aReader(query = ''): Promise<Reading> {
  const plane = await aServer();
  addRows(plane, 'before', ROWS);
  const connected = once(plane.app.server, 'connection') as Promise<[Socket]>;
  const headers = { authorization: `Bearer ${KEYS.readonly}` };
  const request = get(`${plane.url}/api/v1/audit/export${query}`, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const [connection] = await connected;
  await once(response, 'readable');
  return { plane, response, connection };
}

/** 0: nobody has a read transaction open that keeps the log from being taken over whole. */
const isPinned = ({ db }: ServedPlane) => {
  const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }];
  return row.busy;
};

const complaints = ({ logged }: ServedPlane) => logged.filter((line) => line.startsWith('error '));

describe('an export of the audit', () => {
  test('has each entry of its beginning once, whatever is written meanwhile, and pins nothing', async () => {
    const { plane, response } = await aReader();
    addRows(plane, 'meanwhile', 1200);
    expect(isPinned(plane)).toBe(0);
    const lines = (await text(response)).trimEnd().split('\n');
    const targets = lines.slice(1).map((line) => line.split(',')[3]);
    expect(targets).toEqual(Array.from({ length: ROWS }, (_, n) => `web-${ROWS - n}`));
    expect(lines.filter((line) => line.includes('meanwhile'))).toEqual([]);
  });

  test('keeps to its filters over many pages', async () => {
    const { response } = await aReader('?until=2026-04-20T09:15:12Z&actor=before');
    expect((await text(response)).trimEnd().split('\n')).toHaveLength(9_999 + 1);
  });

  test('leaves nothing open when its reader goes', async () => {
    const { plane, response, connection } = await aReader();
    const closed = new Promise((resolve) => connection.once('close', resolve));
    response.destroy();
    await closed;
    expect(isPinned(plane)).toBe(0);
    // Who still read would notice.
    plane.db.exec('DROP VIEW audit_events');
    expect((await plane.ask('GET', '/api/v1/machines')).status).toBe(200);
    expect(complaints(plane)).toEqual([]);
  });

  test('that breaks off ends the connection: nobody takes a part for the whole', async () => {
    const { plane, response } = await aReader();
    plane.db.exec('DROP VIEW audit_events');
    await expect(text(response)).rejects.toThrow('aborted');
    expect(complaints(plane)).toEqual(['error an export of the audit broke off']);
    expect((await plane.ask('GET', '/api/v1/machines')).status).toBe(200);
  });

  test('that cannot begin is a 500', async () => {
    const plane = await aServer();
    plane.db.exec('DROP VIEW audit_events');
    const response = await plane.ask('GET', '/api/v1/audit/export');
    expect([response.status, response.headers.get('content-disposition')]).toEqual([500, null]);
  });

  test('lets others have their turn between two pages', async () => {
    const plane = await aServer();
    addRows(plane, 'before', 20 * PAGE, 'short');
    const turns = new Promise<number>((resolve) =>
      plane.app.server.once('request', (_, reply) => void turnsUntilEnd(reply).then(resolve)),
    );
    await (await plane.ask('GET', '/api/v1/audit/export')).text();
    expect(await turns).toBeGreaterThanOrEqual(20);
  });
});

/** How often the event loop comes round until a reply has ended. */
async function turnsUntilEnd(reply: ServerResponse): Promise<number> {
  let turns = 0;
  for (; !reply.writableEnded; turns += 1) await setImmediate();
  return turns;
}
