import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { Report } from '../../machines/model/report.ts';
import { run } from '../../services/host/process.ts';
import { aClosure, NIX_ENV } from '../services/host/closures.ts';
import { aFolder, until } from '../services/host/waiting.ts';
import { AnAgent } from './an-agent.ts';

/** Goes to the flag as soon as it is there. */
const WAITS = 'while ! test -e "$NIXFLEET_ROOT/go"; do sleep 0.05; done';

const isIll = { command: [{ name: 'well', command: 'test ! -e "$NIXFLEET_ROOT/ill"' }] };

/** What a v0.1.1 control plane hears of a deployment: it goes on after the health report. */
const DEPLOYED = ['applying', 'deployed', 'health-check', 'up-to-date'];

describe('an agent', () => {
  test('brings its machine to what is wanted and tells a v0.1.1 control plane in its own words', async () => {
    const agent = await AnAgent.of();
    const path = await aClosure('wanted');
    agent.plane.wanted = { hash: path, cache_url: null, poll_hint: null };
    await agent.start();
    const report = await agent.plane.reported('deployed');
    expect(Object.keys(report)).toEqual([
      'machine_id',
      'current_generation',
      'success',
      'message',
      'timestamp',
      'tags',
      'health',
      'agent_version',
      'uptime_seconds',
    ]);
    expect(report).toMatchObject({
      machine_id: 'web-01',
      current_generation: path,
      success: true,
      tags: ['web', 'prod'],
      health: null,
    });
    expect(agent.plane.messages.slice(0, 2)).toEqual(['applying', 'deployed']);
    expect(await agent.system.running()).toBe(path);
    expect(await agent.system.profile()).toBe(path);
    await agent.plane.reported('up-to-date');
  });

  test('fetches from the cache that the control plane names', async () => {
    const agent = await AnAgent.of();
    // Another run may have left a root to the same closure.
    const path = await aClosure('cached', `# ${agent.root.folder}`);
    const cache = `file://${await aFolder()}`;
    await run({ argv: ['nix', 'copy', '--to', cache, path], env: NIX_ENV });
    await run({ argv: ['nix-store', '--delete', path], env: NIX_ENV });
    agent.plane.wanted = { hash: path, cache_url: cache };
    await agent.start();
    expect(await agent.plane.reported('deployed')).toMatchObject({ current_generation: path });
  });

  test('proves to a control plane with assignments that it is well', async () => {
    const agent = await AnAgent.of();
    await agent.checks({ command: [{ name: 'true', command: 'true' }] });
    agent.plane.wanted = { hash: await aClosure('assigned'), assignment: 'r-1:0:1' };
    await agent.start();
    const report = await agent.plane.reported('deployed');
    expect(Value.Check(Report, report)).toBe(true);
    expect(report).toMatchObject({ assignment: 'r-1:0:1', outcome: 'done', health: { all_passed: true }, seq: 2 });
  });

  test('returns to what was running when the health checks fail, and does not try again', async () => {
    const agent = await AnAgent.of();
    const [good, bad] = [
      await aClosure('good', 'rm -f "$NIXFLEET_ROOT/ill"'),
      await aClosure('bad', 'touch "$NIXFLEET_ROOT/ill"'),
    ];
    await agent.checks(isIll);
    agent.plane.wanted = { hash: good };
    await agent.start();
    await agent.plane.reported('deployed');
    agent.plane.wanted = { hash: bad };
    const report = await agent.plane.reported('rolled back: health check failed: FAIL: well (');
    expect(report).toMatchObject({ success: false, current_generation: good });
    expect(await agent.system.running()).toBe(good);
    expect(await agent.system.profile()).toBe(good);
    const { polls } = agent.plane;
    await agent.plane.sees(() => agent.plane.polls >= polls + 2);
    expect(agent.plane.messages.filter((message) => message === 'applying')).toHaveLength(2);
  });

  test('returns when the switch fails, and says what it said', async () => {
    const agent = await AnAgent.of();
    const good = await aClosure('good');
    const broken = await aClosure('broken', 'echo no space left on device >&2; exit 1');
    agent.plane.wanted = { hash: good };
    await agent.start();
    await agent.plane.reported('deployed');
    agent.plane.wanted = { hash: broken };
    const report = await agent.plane.reported('rolled back');
    expect(report.message).toBe('rolled back: switch ended with exit code 1 (no space left on device)');
    expect(await agent.system.running()).toBe(good);
  });

  test('keeps its reports while the control plane is down, and sends them in order', async () => {
    const agent = await AnAgent.of();
    agent.plane.wanted = { hash: await aClosure('reported-later') };
    agent.plane.status = 503;
    await agent.start();
    await until(() => agent.said.includes('report: deployed'));
    agent.plane.status = 200;
    await agent.plane.reported('up-to-date');
    expect(agent.plane.messages.slice(0, 4)).toEqual(DEPLOYED);
  });

  test('drops a report that the control plane will never take', async () => {
    const agent = await AnAgent.of();
    agent.plane.wanted = { hash: await aClosure('rejected') };
    agent.plane.status = 422;
    await agent.start();
    await until(() => agent.said.some((line) => line.startsWith('the report "deployed" was not taken')));
    agent.plane.status = 200;
    await agent.plane.reported('up-to-date');
    expect(agent.plane.messages).not.toContain('deployed');
  });

  test('takes a report for delivered when it was taken, whatever is answered', async () => {
    const agent = await AnAgent.of();
    agent.plane.wanted = { hash: await aClosure('answered-oddly') };
    agent.plane.reply = '<html>';
    await agent.start();
    await agent.plane.reported('up-to-date');
    expect(agent.plane.messages.slice(0, 4)).toEqual(DEPLOYED);
  });

  test.each([
    ['{"hash":', 'it is no JSON'],
    ['<html>Sign in</html>', 'it is no JSON'],
    ['{"hash":5}', '/hash must be string'],
    ['', 'must be object'],
  ])('says that %j is not what a control plane answers, and asks again', async (answer, problem) => {
    const agent = await AnAgent.of();
    agent.plane.garbage = answer;
    await agent.start();
    await agent.plane.sees(() => agent.plane.polls > 1);
    expect(agent.said).toContainEqual(
      expect.stringContaining(`check failed: the control plane's answer is not understood: ${problem}`),
    );
  });

  test('reports its health at its own pace', async () => {
    const agent = await AnAgent.of('--health-interval=1');
    await agent.checks(isIll);
    writeFileSync(join(agent.root.folder, 'ill'), '');
    await agent.start();
    const report = await agent.plane.reported('health-check');
    expect(report).toMatchObject({ success: false, current_generation: '', health: { all_passed: false } });
    expect(agent.said.some((line) => line.includes('health'))).toBe(true);
  });

  test('says what it would do in a dry run', async () => {
    const agent = await AnAgent.of('--dry-run');
    agent.plane.wanted = { hash: await aClosure('dry') };
    await agent.start();
    expect(await agent.plane.reported('dry-run: would apply')).toMatchObject({ success: true, current_generation: '' });
    expect(await agent.system.running()).toBe('');
  });

  test('says that its first poll has failed', async () => {
    const agent = await AnAgent.of();
    agent.plane.wanted = { hash: '/nix/store/00000000000000000000000000000000-absent' };
    await agent.start();
    await until(() => agent.said.includes('Initial poll failed, scheduling retry'));
    expect(agent.said.join('\n')).toContain('not found locally and no cache URL configured');
    expect(agent.plane.reports).toEqual([]);
  });

  test('takes up a switch that went on while it was away, and verifies it', async () => {
    const agent = await AnAgent.of();
    const path = await aClosure('replaces-the-agent', WAITS);
    agent.plane.wanted = { hash: path };
    await agent.start();
    await until(async () => (await agent.system.running()) === path);
    agent.stop();
    writeFileSync(join(agent.root.folder, 'go'), '');
    await agent.start();
    await agent.plane.reported('deployed');
    expect(agent.plane.messages.filter((message) => message === 'applying')).toHaveLength(1);
  });

  test('returns to what was running also when it was away in between', async () => {
    const agent = await AnAgent.of();
    await agent.checks(isIll);
    const good = await aClosure('good', 'rm -f "$NIXFLEET_ROOT/ill"');
    const bad = await aClosure('bad-and-slow', `touch "$NIXFLEET_ROOT/ill"; ${WAITS}`);
    agent.plane.wanted = { hash: good };
    await agent.start();
    await agent.plane.reported('deployed');
    agent.plane.wanted = { hash: bad };
    await until(() => existsSync(join(agent.root.folder, 'ill')));
    agent.stop();
    writeFileSync(join(agent.root.folder, 'go'), '');
    await agent.start();
    expect(await agent.plane.reported('rolled back')).toMatchObject({ current_generation: good });
  });

  test.each([
    ['is newer than it knows', { version: 99, state: '{}' }],
    ['is damaged', { version: 1, state: '{"value":"nowhere","status":"active","context":{},"children":{}}' }],
    ['is no JSON', { version: 1, state: '{' }],
  ])('begins anew from a state that %s', async (_, { version, state }) => {
    const agent = await AnAgent.of();
    const path = await aClosure('anew');
    agent.plane.wanted = { hash: path };
    await agent.start();
    await agent.plane.reported('up-to-date');
    agent.stop();
    const db = new SQLite(agent.root.database);
    db.prepare('UPDATE snapshots SET version = ?, state = ?').run(version, state);
    db.close();
    const before = agent.plane.reports.length;
    await agent.start();
    await agent.plane.sees(() => agent.plane.reports.length > before);
    expect(agent.said.some((line) => line.startsWith('the state of an earlier agent is not used'))).toBe(true);
  });
});
