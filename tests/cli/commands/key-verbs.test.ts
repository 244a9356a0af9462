import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { aFleet } from './a-fleet.ts';

const { program, client } = aFleet();
const keys = (...words: string[]) => program.run('keys', ...words);

describe('nixfleet keys create', () => {
  test('prints the raw key only, and it is good', async () => {
    const { code, stdout, stderr } = await keys('create', 'ci', '--role', 'deploy', '--expires-in', '90d');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^nfk-[0-9a-f]{64}\n$/);
    expect(stderr).toMatch(/^Created API key ci \(deploy, id \d+\), which is good until 20\d\d-/);
    expect(await program.run('machines', 'list', '--api-key', stdout.trim())).toMatchObject({ code: 0 });
    expect(await program.run('machines', 'register', 'x', '--api-key', stdout.trim())).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('has not the role that this needs') },
    });
  });

  test('expires when it was said', async () => {
    const before = Date.now();
    const { stdout } = await keys('create', 'short', '--role', 'readonly', '--expires-in', '2h', '--json');
    const created: { expires_at: string } = JSON.parse(stdout);
    expect(created).toMatchObject({ name: 'short', role: 'readonly', key: expect.stringMatching(/^nfk-/) });
    const expiresIn = Date.parse(created.expires_at) - before;
    expect(Math.abs(expiresIn - 2 * 3_600_000)).toBeLessThan(120_000);
  });

  test.each([
    [['--role', 'deplooy'], 1, '--role is one of readonly, deploy, admin, not "deplooy"; did you mean deploy?'],
    [['--role', 'deploy', '--expires-in', '90'], 1, '--expires-in is a span of time such as 30m, 12h, 90d or 2w'],
    [[], 2, '--role is required'],
  ])('with %j is refused, and nothing is made', async (flags, code, problem) => {
    const before = await client().listKeys();
    expect(await keys('create', 'bad', ...flags)).toMatchObject({
      ...{ code, stdout: '', stderr: expect.stringContaining(problem) },
    });
    expect(await client().listKeys()).toHaveLength(before.length);
  });
});

describe('nixfleet keys create, whose answer is lost', () => {
  test('says that there may be a key that nobody has, and does not make another', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const end = await keys('create', 'ci', '--role', 'deploy', '--control-plane-url', `http://127.0.0.1:${port}`);
    server.close();
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain('The key may have been made all the same: nixfleet keys list shows it');
    expect(asked).toEqual(['POST /api/v1/keys']);
  });

  test('says nothing of the kind when nobody was there', async () => {
    const end = await keys('create', 'ci', '--role', 'deploy', '--control-plane-url', 'http://127.0.0.1:1');
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing listens there') });
    expect(end.stderr).not.toContain('may have been made');
  });
});

describe('nixfleet keys list', () => {
  test('shows every key, and never its text', async () => {
    const { code, stdout } = await keys('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ ID  NAME +ROLE +CREATED/);
    expect(stdout).toMatch(/ 1 +admin +admin /);
    expect(stdout).not.toContain('nfk-');
    expect(JSON.parse((await keys('list', '--json')).stdout)).toContainEqual(
      expect.objectContaining({ id: 1, name: 'admin', role: 'admin', expires_at: null }),
    );
  });
});

describe('nixfleet keys revoke', () => {
  test('makes a key useless at once', async () => {
    const { stdout } = await keys('create', 'gone', '--role', 'readonly', '--json');
    const { id, key }: { id: number; key: string } = JSON.parse(stdout);
    expect(JSON.parse((await keys('revoke', String(id), '--json')).stdout)).toEqual({ id, revoked: true });
    expect(await program.run('status', '--api-key', key)).toMatchObject({ code: 1 });
  });

  test.each([
    ['ci', 'API key ci was not found; nixfleet keys list shows which there are'],
    ['999', 'API key 999 was not found'],
    ['1', 'API key 1 cannot be revoked'],
  ])('says why %s stays', async (id, problem) => {
    const end = await keys('revoke', id);
    expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(problem) });
  });
});
