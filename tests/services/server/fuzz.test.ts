import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addresses } from '../../../services/api/contract/addresses.ts';
import { aReport, aServer, KEYS, type ServedPlane } from '../../support/a-server.ts';
import { exchanged, type RawAnswer, type RawRequest } from '../../support/raw-http.ts';

/** Enough to find what is wrong, not so much that it is waited for. */
const RUNS = { numRuns: 40, seed: 7, endOnFailure: true } as const;

/** Bodies that are nearly right: what is wrong with them is deep inside. */
const BODIES: Readonly<Record<string, Record<string, unknown>>> = {
  bootstrap: { name: 'ops' },
  createKey: { name: 'ci', role: 'deploy', expires_at: '2999-01-01T00:00:00Z' },
  registerMachine: { lifecycle: 'active', tags: ['web'] },
  updateLifecycle: { lifecycle: 'maintenance' },
  pinTags: { tags: ['web'] },
  report: aReport({ tags: ['web'], health: null, agent_version: '0.1.0', uptime_seconds: 1, boot_id: 'b', seq: 1 }),
  notifyDeploy: { store_path: '/nix/store/x' },
  createRelease: { cache_url: null, entries: [{ hostname: 'web-01', store_path: '/nix/store/b', platform: 'x' }] },
  createRollout: { release_id: 'rel-1', target: { hosts: ['web-01'] }, strategy: 'staged', batch_sizes: ['1', '100%'] },
  sendEvidence: { document: '{"schema":"nixfleet.evidence/1"}', signature: 'x', public_key: 'ssh-ed25519 AAAA' },
  pinEvidenceKey: { public_key: 'ssh-ed25519 AAAA' },
};

/** What breaks what is not careful. */
const nasty = fc.constantFrom(
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '__proto__',
    'constructor',
    'é'.repeat(64),
    'x'.repeat(129),
    '%',
    "'; --",
    '\r\n',
    '🦜',
    '-1',
  ],
);
const text = fc.oneof(nasty, fc.string(), fc.string({ unit: 'binary', maxLength: 20 }));
const odd = fc.oneof(
  text,
  fc.constantFrom(null, true, 0, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER + 2, [], {}, ['web', 'web'], [[]]),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A body with some fields changed, or anything at all. */
function bodyFor(name: string): fc.Arbitrary<string> {
  const base = BODIES[name] ?? {};
  const field = fc.oneof(fc.constantFrom(...Object.keys(base), 'other'), fc.string());
  const changed = fc
    .array(fc.tuple(field, odd), { maxLength: 3 })
    .map((changes) => JSON.stringify({ ...base, ...Object.fromEntries(changes) }));
  const escaped = fc.constantFrom('"\\ud800"', '{"tags":["\\ud800","\\ud801"]}', '['.repeat(5000), '{"a":1e999}');
  return fc.oneof({ weight: 6, arbitrary: changed }, fc.json(), fc.string(), escaped);
}

const segment = fc.oneof(fc.constantFrom('web-01', 'rel-1', 'r-1', '%00', '%ff', '..', '%2F'), text.map(encoded));
const query = fc
  .array(fc.tuple(fc.constantFrom('tag', 'limit', 'host', 'status', 'actor', 'after', 'lifecycle', 'x'), text), {
    maxLength: 3,
  })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${encoded(value)}`).join('&'));
const types = fc.constantFrom('application/json', 'application/json', 'application/x+json', 'text/plain', ';', '');
const others = fc.constantFrom<readonly (readonly [string, string])[]>(
  [],
  [['accept', 'application/problem+json']],
  [['expect', '100-continue']],
  [],
  [
    ['connection', 'Upgrade, HTTP2-Settings'],
    ['upgrade', 'h2c'],
    ['http2-settings', 'AAMAAABkAARAAAAAAAIAAAAA'],
  ],
  [
    ['connection', 'upgrade'],
    ['upgrade', 'websocket'],
  ],
  [['accept-encoding', 'x'.repeat(5000)]],
  [
    ['content-type', 'a'],
    ['cookie', '\x01'],
  ],
);
const keys = fc.constantFrom(`Bearer ${KEYS.admin}`, `Bearer ${KEYS.admin}`, `Bearer ${KEYS.readonly}`, 'Bearer ', 'é');

/** Lone surrogates cannot be percent-encoded. */
function encoded(value: string): string {
  return encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '?')).slice(0, 2_000);
}

/** A request to an endpoint, with any ids, query, headers and body. */
function requestTo(name: string, address: string): fc.Arbitrary<RawRequest> {
  const [method = '', pattern = ''] = address.split(' ');
  return fc
    .record({ ids: fc.tuple(segment, segment), query, type: types, others, key: keys, body: bodyFor(name) })
    .map(({ ids: [id, other], query: asked, type, others: more, key, body }) => ({
      method,
      path: `${pattern.replace(':id', id).replace(/:other_id|:machine_id/, other)}?${asked}`,
      headers: [['authorization', key], ['content-type', type], ...more],
      ...(name in BODIES || body.length % 3 === 0 ? { body } : {}),
    }));
}

/** A key was used, and somebody was turned away: that is noted whatever the answer is. */
const NOTES = {
  api_keys: 'SELECT id, key_hash, name, role, created_at, expires_at, created_by FROM api_keys',
  audit_entries: `SELECT * FROM audit_entries WHERE action <> 'denied'`,
} as const;

/** Every row that an API call may change. */
function rows({ db }: ServedPlane): string {
  const tables = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .pluck()
    .all();
  const questions = new Map(Object.entries(NOTES));
  return JSON.stringify(
    tables.map((table) => [table, db.prepare(questions.get(table) ?? `SELECT * FROM ${table}`).all()]),
  );
}

/** Ends when no mail waits: a rollout that was taken goes on by itself, and is not what the next request changes. */
async function settled({ db }: ServedPlane): Promise<void> {
  const waiting = db.prepare<[], number>('SELECT count(*) FROM mailbox').pluck();
  while ((waiting.get() ?? 0) > 0) await new Promise((resolve) => setImmediate(resolve));
}

/** A machine that has reported, and a release for it. */
async function aPlane(): Promise<ServedPlane> {
  const plane = await aServer();
  await plane.ask('POST', '/api/v1/machines/web-01/report', { role: null, json: aReport({ tags: ['web'] }) });
  await plane.ask('POST', '/api/v1/releases', { json: BODIES['createRelease'] });
  plane.db.exec(
    `PRAGMA foreign_keys = OFF; UPDATE releases SET id = 'rel-1'; UPDATE release_entries SET release_id = 'rel-1'`,
  );
  return plane;
}

const isRefusal = ({ status }: RawAnswer) => status >= 400 && status < 500;

describe('whatever is sent', () => {
  test.each(Object.entries(addresses))(
    'to %s is answered, never by a 5xx, and a refusal changes nothing',
    async (name, address) => {
      const plane = await aPlane();
      await fc.assert(
        fc.asyncProperty(requestTo(name, address), async (request) => {
          await settled(plane);
          const before = rows(plane);
          const answer = await exchanged(plane.url, request);
          expect(answer.status).toBeGreaterThanOrEqual(100);
          expect(answer.status).toBeLessThan(500);
          if (isRefusal(answer)) expect(rows(plane)).toBe(before);
        }),
        RUNS,
      );
      expect((await plane.ask('GET', '/health')).status).toBe(200);
      expect(plane.logged.filter((line) => /^(warn|error) /.test(line))).toEqual([]);
    },
  );
});
