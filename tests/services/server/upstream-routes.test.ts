import { describe, expect, test } from 'vitest';
import { aReport, aServer, type ServedPlane } from '../../support/a-server.ts';

/*
 * What v0.1.1's own tests assert of single routes ("routes · …" and a few more of `spec/control-plane.md` 10.1). Where
 * they allow two answers, ours is here. `{running}` and the like are ids of `aHistory`.
 */

/** Who asks what, the status, and what of the answer: all of its text, or what is in it. */
type Row = readonly [asked: string, json: unknown, status: number, said: string | RegExp];

const ROLES = ['readonly', 'deploy', 'admin'] as const;
const LONG = 'x'.repeat(257);
const entry = (hostname: string, store_path = `/nix/store/b-${hostname}`) => ({
  ...{ hostname, store_path, platform: 'x86_64-linux' },
});
const release = { entries: [entry('web-1')] };
const rollout = (release_id: string) => ({ release_id, target: { hosts: ['web-9'] }, strategy: 'all_at_once' });

const MACHINES: readonly Row[] = [
  ['nobody GET /api/v1/machines', undefined, 401, ''],
  ['admin POST /api/v1/machines/web-3/register', {}, 201, '{"machine_id":"web-3","lifecycle":"active"}'],
  ['admin POST /api/v1/machines/web-3/register', { lifecycle: 'gone' }, 400, /gone/],
  ['readonly POST /api/v1/machines/web-3/register', {}, 403, /admin/],
  ['admin PATCH /api/v1/machines/web-2/lifecycle', { lifecycle: 'active' }, 409, /decommissioned.*active/],
  ['admin PATCH /api/v1/machines/web-1/lifecycle', { lifecycle: 'gone' }, 400, /gone/],
  ['admin PATCH /api/v1/machines/nobody/lifecycle', { lifecycle: 'active' }, 404, /nobody/],
  ['nobody PATCH /api/v1/machines/web-1/lifecycle', { lifecycle: 'active' }, 401, ''],
  ['nobody GET /api/v1/machines/web-2/desired-generation', undefined, 404, ''],
  ['nobody GET /api/v1/machines/nobody/desired-generation', undefined, 404, ''],
  [`nobody GET /api/v1/machines/${LONG}/desired-generation`, undefined, 400, ''],
  [
    'nobody POST /api/v1/machines/web-1/report',
    aReport({ current_generation: 'x'.repeat(513) }),
    400,
    /current_generation/,
  ],
  ['nobody POST /api/v1/machines/web-1/report', aReport({ message: 'x'.repeat(5000) }), 400, /message/],
  [`nobody POST /api/v1/machines/${LONG}/report`, aReport(), 400, /128/],
  ['admin DELETE /api/v1/machines/web-1/desired-generation', undefined, 204, ''],
];

const ROLLOUTS: readonly Row[] = [
  ['deploy POST /api/v1/rollouts', rollout('rel-none'), 404, /rel-none/],
  ['nobody POST /api/v1/rollouts', rollout('{release}'), 401, ''],
  ['readonly POST /api/v1/rollouts', rollout('{release}'), 403, /deploy or admin/],
  ['deploy POST /api/v1/rollouts', rollout('{release}'), 201, /"total_machines":1/],
  ['readonly GET /api/v1/rollouts?status=running', undefined, 200, /^\[\{"id":"{running}","status":"running"/],
  ['readonly GET /api/v1/rollouts?status=paused', undefined, 200, '[]'],
  ['nobody GET /api/v1/rollouts', undefined, 401, ''],
  ['readonly GET /api/v1/rollouts/r-none', undefined, 404, /r-none/],
  ['nobody GET /api/v1/rollouts/r-none', undefined, 401, ''],
  ['deploy POST /api/v1/rollouts/r-none/resume', undefined, 404, /r-none/],
  ['deploy POST /api/v1/rollouts/{running}/resume', undefined, 409, /running/],
  ['nobody POST /api/v1/rollouts/{running}/resume', undefined, 401, ''],
  ['deploy POST /api/v1/rollouts/{running}/cancel', undefined, 200, ''],
  ['deploy POST /api/v1/rollouts/r-none/cancel', undefined, 404, /r-none/],
  ['deploy POST /api/v1/rollouts/{cancelled}/cancel', undefined, 409, /cancelled/],
  ['readonly POST /api/v1/rollouts/{running}/cancel', undefined, 403, /deploy or admin/],
  ['admin DELETE /api/v1/rollouts/{cancelled}', undefined, 204, ''],
  ['admin DELETE /api/v1/rollouts/{running}', undefined, 409, /running/],
  ['admin DELETE /api/v1/rollouts/r-none', undefined, 404, /r-none/],
  ['readonly DELETE /api/v1/rollouts/{cancelled}', undefined, 403, /admin/],
];

const RELEASES: readonly Row[] = [
  ['nobody GET /api/v1/releases', undefined, 401, ''],
  ['readonly GET /api/v1/releases', undefined, 200, /^\[\{"id":"rel-/],
  ['readonly GET /api/v1/releases?host=db-1', undefined, 200, /^\[\{"id":"{other}",(?!.*"id":).*\}\]$/],
  ['deploy POST /api/v1/releases', { entries: [] }, 400, /at least one/],
  ['nobody POST /api/v1/releases', release, 401, ''],
  ['readonly POST /api/v1/releases', release, 403, /deploy or admin/],
  ['readonly GET /api/v1/releases/rel-none', undefined, 404, /rel-none/],
  ['nobody GET /api/v1/releases/rel-none', undefined, 401, ''],
  ['readonly GET /api/v1/releases/{release}', undefined, 200, /^\{"id":"{release}".*"host_count":3,/],
  ['admin DELETE /api/v1/releases/rel-none', undefined, 404, /rel-none/],
  ['nobody DELETE /api/v1/releases/{other}', undefined, 401, ''],
  ['deploy DELETE /api/v1/releases/{other}', undefined, 403, /admin/],
  ['admin DELETE /api/v1/releases/{release}', undefined, 409, /referenced/],
  ['admin DELETE /api/v1/releases/{other}', undefined, 204, ''],
  ['readonly GET /api/v1/releases/rel-none/diff/{other}', undefined, 404, /rel-none/],
  ['readonly GET /api/v1/releases/{release}/diff/rel-none', undefined, 404, /rel-none/],
  ['nobody GET /api/v1/releases/{release}/diff/{other}', undefined, 401, ''],
  [
    ...(['readonly GET /api/v1/releases/{release}/diff/{other}', undefined, 200] as const),
    '{"added":["db-1"],"removed":["web-9"],"changed":[{"hostname":"web-1","old_store_path":"/nix/store/b-web-1",' +
      '"new_store_path":"/nix/store/c"}],"unchanged":["web-0"]}',
  ],
];

const OTHERS: readonly Row[] = [
  ['readonly GET /api/v1/audit', undefined, 200, /"action":"register"/],
  ['nobody GET /api/v1/audit', undefined, 401, ''],
  [
    'deploy GET /api/v1/audit/export',
    undefined,
    200,
    /^timestamp,actor,action,target,detail\n(.*\n)*.*,register,web-1,active\n/,
  ],
  ['nobody GET /api/v1/audit/export', undefined, 401, ''],
  ['nobody POST /api/v1/keys/bootstrap', { name: 'ops' }, 409, /exist/],
  ['nobody GET /health', undefined, 200, 'ok'],
  ['nobody GET /metrics', undefined, 200, /^# /],
];

/** Two machines, one of them decommissioned; a rollout that runs, one that was cancelled; a release without any. */
async function aHistory(): Promise<{ plane: ServedPlane; ids: ReadonlyMap<string, string> }> {
  const plane = await aServer();
  const done = async (method: string, path: string, json?: unknown) => {
    const text = await (await plane.ask(method, `/api/v1/${path}`, { json })).text();
    return (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
  };
  for (const id of ['web-1', 'web-2']) await done('POST', `machines/${id}/register`, {});
  await done('PATCH', 'machines/web-2/lifecycle', { lifecycle: 'decommissioned' });
  const first = await done('POST', 'releases', { entries: ['web-0', 'web-1', 'web-9'].map((host) => entry(host)) });
  const second = await done('POST', 'releases', {
    entries: [entry('web-0'), entry('web-1', '/nix/store/c'), entry('db-1')],
  });
  const planned = { ...rollout(first['id'] ?? ''), target: { hosts: ['web-1'] } };
  const cancelled = (await done('POST', 'rollouts', planned))['rollout_id'] ?? '';
  await done('POST', `rollouts/${cancelled}/cancel`);
  const running = (await done('POST', 'rollouts', planned))['rollout_id'] ?? '';
  const ids = { release: first['id'] ?? '', other: second['id'] ?? '', cancelled, running };
  return { plane, ids: new Map(Object.entries(ids)) };
}

describe.each<[string, readonly Row[]]>([
  ['machines', MACHINES],
  ['rollouts', ROLLOUTS],
  ['releases', RELEASES],
  ['others', OTHERS],
])('the routes of %s', (_, rows) => {
  test.each(rows)('answer %s %j by %i', async (asked, json, status, said) => {
    const { plane, ids } = await aHistory();
    const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => ids.get(name) ?? whole);
    const [who, method = '', path = ''] = filled(asked).split(' ');
    const role = ROLES.find((one) => one === who) ?? null;
    const sent = json === undefined ? {} : { json: JSON.parse(filled(JSON.stringify(json))) as unknown };
    const response = await plane.ask(method, path, { role, ...sent });
    const text = await response.text();
    expect([response.status, text]).toEqual([status, typeof said === 'string' ? said : text]);
    if (said instanceof RegExp) expect(text).toMatch(new RegExp(filled(said.source), 's'));
    const type = response.headers.get('content-type');
    if (text === '')
      expect([type, response.headers.get('content-length')]).toEqual([null, status === 204 ? null : '0']);
    else if (status >= 400) expect(type).toBe('text/plain; charset=utf-8');
  });
});
