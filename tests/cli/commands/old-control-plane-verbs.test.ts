import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { anOldControlPlane } from '../an-old-control-plane.ts';
import { Program } from '../program.ts';

const program = new Program();
afterAll(() => program.stop());

const run = (url: string, ...words: string[]) => program.run(...words, '--control-plane-url', url);

describe('a v0.1.1 control plane', () => {
  test('is shown as far as it knows a machine', async () => {
    const { url } = await anOldControlPlane();
    const { code, stdout } = await run(url, 'machines', 'show', 'a');
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        ...['Machine:        a', 'Lifecycle:      active', 'State:          ok', 'Current:        -'],
        ...['Desired:        (none)', 'Agent version:  -', 'Last report:    never', 'Uptime:         -'],
        ...['Tags:           web', ''],
      ].join('\n'),
    );
    expect(JSON.parse((await run(url, 'machines', 'show', 'a', '--json')).stdout)).toMatchObject({ machine_id: 'a' });
    expect(await run(url, 'machines', 'show', 'b')).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('machine b was not found') },
    });
  });

  test.each([
    [['keys', 'list'], 'API keys after the first'],
    [['keys', 'create', 'ci', '--role', 'deploy'], 'API keys after the first'],
    [['keys', 'revoke', '1'], 'API keys after the first'],
    [['audit'], 'showing its audit'],
    [['audit', '--csv'], 'showing its audit'],
    [['machines', 'set-tags', 'a', '--tags', 'x'], 'pinned tags'],
    [['machines', 'retry', 'a'], 'retrying on one machine'],
    [['machines', 'delete', 'a'], 'deleting machines'],
    [['rollout', 'pause', 'r-1'], 'pausing rollouts'],
    [['machines', 'show', 'a', '--logs', '9'], 'what agents print'],
  ])('is too old for %j, and that is said', async (words, what) => {
    const { url } = await anOldControlPlane();
    expect(await run(url, ...words)).toMatchObject({
      ...{
        code: 1,
        stdout: '',
        stderr: expect.stringContaining(`this control plane is too old for ${what}; update it`),
      },
    });
  });

  test.each([
    [['release', 'delete', 'rel-1'], 'DELETE /api/v1/releases/rel-1', 204, 0, 'Release rel-1 deleted'],
    [['release', 'delete', 'rel-1'], 'DELETE /api/v1/releases/rel-1', 409, 1, 'still referenced by a rollout'],
    [['release', 'delete', 'rel-1'], 'DELETE /api/v1/releases/rel-1', 404, 1, 'not found'],
    [['rollout', 'delete', 'r-1'], 'DELETE /api/v1/rollouts/r-1', 204, 0, 'Rollout r-1 deleted'],
    [['rollout', 'delete', 'r-1'], 'DELETE /api/v1/rollouts/r-1', 409, 1, 'cannot be deleted'],
    [
      ['machines', 'clear-desired', 'a'],
      'DELETE /api/v1/machines/a/desired-generation',
      204,
      0,
      'Desired generation cleared',
    ],
    [['machines', 'clear-desired', 'a'], 'DELETE /api/v1/machines/a/desired-generation', 404, 1, 'not found'],
    [
      ['machines', 'set-lifecycle', 'a', 'maintenance'],
      'PATCH /api/v1/machines/a/lifecycle',
      200,
      0,
      'lifecycle set to maintenance',
    ],
    [
      ['machines', 'notify-deploy', 'a', '/nix/store/abc-system'],
      'POST /api/v1/machines/a/notify-deploy',
      200,
      0,
      'CP notified',
    ],
  ])('is told %j by %s, and its %i ends with %i', async (words, ...told) => {
    const [call, status, code, said] = told;
    const { url, asked } = await anOldControlPlane({ [call]: [status, ''] });
    const end = await run(url, ...words);
    expect(end.code).toBe(code);
    expect(code === 0 ? end.stdout : end.stderr).toContain(said);
    expect(asked.map((question) => question.call)).toEqual([call]);
  });

  test('is told once of a deploy, though its answer is lost', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.method === 'POST') response.destroy();
      else response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const end = await run(`http://127.0.0.1:${port}`, 'machines', 'notify-deploy', 'a', '/nix/store/abc-system');
    server.close();
    expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('it hung up') });
    expect(asked).toEqual(['POST /api/v1/machines/a/notify-deploy', 'GET /ready']);
  });

  test('loses as many releases as it tells of', async () => {
    const release = (id: string, day: string) => ({
      ...{ id, flake_ref: null, flake_rev: null, cache_url: null, host_count: 0, entries: [] },
      ...{ created_at: `2026-01-${day}T00:00:00Z`, created_by: 'x' },
    });
    const { url, asked } = await anOldControlPlane({
      'GET /api/v1/releases': [200, [release('rel-2', '02'), release('rel-3', '03'), release('rel-1', '01')]],
      'DELETE /api/v1/releases/rel-1': [204, ''],
      'DELETE /api/v1/releases/rel-2': [409, 'in use'],
    });
    expect(await run(url, 'release', 'gc', '--keep', '1')).toMatchObject({
      ...{ code: 0, stdout: '1 release deleted, 1 kept: still referenced by a rollout, 1 kept: new enough\n' },
    });
    expect(asked.map(({ call }) => call)).toEqual([
      ...['GET /api/v1/releases', 'DELETE /api/v1/releases/rel-2', 'DELETE /api/v1/releases/rel-1'],
    ]);
  });
});
