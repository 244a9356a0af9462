import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { anOldControlPlane } from '../an-old-control-plane.ts';
import { aFleet, aRelease, aRunningRollout } from './a-fleet.ts';

const { program, client } = aFleet();
const statechart = (...words: string[]) => program.run('statechart', ...words);
const register = (id: string) => client().registerMachine({ params: { id }, body: { lifecycle: 'active', tags: [] } });
const setLifecycle = (id: string, lifecycle: 'active' | 'maintenance') =>
  client().updateLifecycle({ params: { id }, body: { lifecycle } });
const HOSTILE = 'evil\u001b[31m\u202eexe';
let rollout = '';

beforeAll(async () => {
  await register('web-01');
  rollout = await aRunningRollout(client(), await aRelease(client(), 'web-01'), 'web-01');
});

describe('nixfleet statechart list', () => {
  test('shows the charts, and the actors with their states', async () => {
    const { code, stdout } = await statechart('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ CHART +WHAT IT IS +\n agent .*\n batch .*\n machine .*\n release .*\n rollout /);
    expect(stdout).toMatch(new RegExp(` batch:${rollout}:0 +waiting +active\\.waiting_health +20..-..-.. `));
    expect(stdout).toMatch(/\n\n3 actor\(s\)\n$/);
  });

  test('is filtered and limited', async () => {
    const { stdout } = await statechart('list', '--kind', 'rollout');
    expect(stdout).toMatch(new RegExp(`^ ADDRESS .*\\n rollout:${rollout} .*\\n\\n1 actor\\(s\\)\\n$`));
    expect((await statechart('list', '--status', 'quarantined')).stdout).toBe('No actors.\n');
    expect((await statechart('list', '--search', 'web', '--limit', '1')).stdout).toContain('the first 1 actor(s)');
  });

  test('has both as JSON', async () => {
    const { statecharts, actors } = JSON.parse((await statechart('list', '--json', '--kind', 'machine')).stdout);
    expect(statecharts).toHaveLength(5);
    expect(actors).toMatchObject([{ address: 'machine:web-01', kind: 'machine', status: 'resting' }]);
  });

  test('lists the charts where no control plane was named, and says how to see actors', async () => {
    const env = { PATH: process.env['PATH'], HOME: join(program.home, 'nowhere') };
    const { code, stdout, stderr } = await program.startWith(env, 'statechart', 'list').end;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('--control-plane-url') });
    expect(stdout).toMatch(/ rollout +One rollout of a release/);
    expect(stdout).not.toContain('ADDRESS');
  });

  test('fails where a control plane was named and does not answer', async () => {
    const end = await statechart('list', '--control-plane-url', 'http://127.0.0.1:1');
    expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('http://127.0.0.1:1') });
  });
});

describe('nixfleet statechart show', () => {
  test.each([
    ['ascii', /^rollout: One rollout of a release\.\n\|-- created \(first\)/],
    ['mermaid', /^stateDiagram-v2\n/],
    ['dot', /^digraph "rollout" \{\n/],
    ['svg', /^<svg [^]*<\/svg>\n$/],
    ['json', /^\{\n {2}"name": "rollout",\n/],
  ])('draws a chart as %s, without a control plane', async (format, drawn) => {
    const end = await statechart('show', 'rollout', '--format', format, '--control-plane-url', 'http://127.0.0.1:1');
    expect(end).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(drawn) });
  });

  test('marks the states of an actor, and tells what it waits for', async () => {
    const { stdout } = await statechart('show', `batch:${rollout}:0`);
    expect(stdout).toMatch(/-- \* waiting_health \(active\): /);
    expect(stdout).toMatch(/waits for\n {2}deadline \(sleepUntil, in active\.waiting_health\): in \d+ (s|min), at 20/);
  });

  test('writes the picture of an actor into a file', async () => {
    const end = await statechart('show', `rollout:${rollout}`, '--format', 'svg', '--output', 'out.svg');
    expect(end).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(program.home, 'out.svg'), 'utf8')).toMatch(/^<svg [^]*chart-active[^]*<\/svg>\n$/);
  });

  test('has an actor with its chart as JSON', async () => {
    const shown = JSON.parse((await statechart('show', 'machine:web-01', '--json')).stdout);
    expect(shown).toMatchObject({ actor: { address: 'machine:web-01' }, statechart: { name: 'machine' } });
  });

  test.each([
    [['rolout'], 'no statechart is called rolout; there are agent, batch, machine, release, rollout'],
    [['rolout'], 'did you mean rollout?'],
    [['rollout', '--format', 'sgv'], 'did you mean svg?'],
    [['machine:web-02'], 'actor machine:web-02 was not found'],
    [['machine:web-02'], 'did you mean machine:web-01?'],
    [['rollout', '--output', 'no/such/folder'], 'cannot write to no/such/folder: '],
  ])('says what is wrong with %j: %s', async (words, said) => {
    expect(await statechart('show', ...words)).toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
  });

  test('says of a machine that is known why it has no actor', async () => {
    await register('fresh-01');
    const { stderr } = await statechart('show', 'machine:fresh-01');
    expect(stderr).toMatch(/^Error: machine:fresh-01 has no actor yet: /);
  });
});

describe('nixfleet statechart watch, in a pipe', () => {
  test('tells each step as it happens, and ends at Ctrl-C', async () => {
    await register('pipe-01');
    await setLifecycle('pipe-01', 'maintenance');
    const running = program.start('statechart', 'watch', 'machine:pipe-01');
    await running.said('maintenance');
    await setLifecycle('pipe-01', 'active');
    await running.said('maintenance -> lifecycle.active');
    running.interrupt();
    expect(await running.end).toMatchObject({ code: 0, stderr: expect.stringContaining('machine:pipe-01 is watched') });
  });

  test('is with --json the actor, then a frame of its feed a line', async () => {
    await register('json-01');
    await setLifecycle('json-01', 'maintenance');
    const running = program.start('statechart', 'watch', 'machine:json-01', '--json');
    await running.said('"type":"actor"');
    await setLifecycle('json-01', 'active');
    await running.said('"type":"transition"');
    await client().deleteMachine({ params: { id: 'json-01' } });
    const { code, stdout, stderr } = await running.end;
    const lines: unknown[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines).toMatchObject([
      { type: 'actor', actor: { address: 'machine:json-01' } },
      { type: 'transition', transition: { active: expect.arrayContaining(['lifecycle__active']) } },
      { type: 'end' },
    ]);
  });

  test('says that the actor is gone', async () => {
    await register('gone-01');
    await setLifecycle('gone-01', 'maintenance');
    const running = program.start('statechart', 'watch', 'machine:gone-01');
    await running.said('maintenance');
    await client().deleteMachine({ params: { id: 'gone-01' } });
    expect(await running.end).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nmachine:gone-01: .+\n$/) });
  });
});

describe('nixfleet statechart replay, in a pipe', () => {
  test('writes each step in full, the oldest first', async () => {
    const { code, stdout } = await statechart('replay', `rollout:${rollout}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^step 1\/2 [^]*created[^]*\n\nstep 2\/2 [^]*created -> running[^]*\n$/);
  });

  test('takes the last ones, or those from a number on', async () => {
    expect((await statechart('replay', `rollout:${rollout}`, '--last', '1')).stdout).toMatch(
      /^step 1\/1 [^]*-> running/,
    );
    const steps: { seq: number }[] = JSON.parse((await statechart('replay', `rollout:${rollout}`, '--json')).stdout);
    expect(steps.map(({ seq }) => seq)).toEqual(steps.map(({ seq }) => seq).toSorted((a, b) => a - b));
    const from = await statechart('replay', `rollout:${rollout}`, '--json', '--from', String(steps[1]?.seq));
    expect(JSON.parse(from.stdout)).toEqual([steps[1]]);
    const { stderr } = await statechart('replay', `rollout:${rollout}`, '--from', '999999');
    expect(stderr).toBe(`it has no step from 999999 on; its last is ${steps[1]?.seq}\n`);
  });

  test.each([
    [['--delay', 'soon'], 1, '--delay is a span of time such as 500ms, 2s or 1m, not "soon"'],
    [['--from', '1', '--last', '1'], 2, '--from cannot be used with --last'],
  ])('refuses %j', async (flags, code, said) => {
    expect(await statechart('replay', `rollout:${rollout}`, ...flags)).toMatchObject({
      ...{ code, stderr: expect.stringContaining(said) },
    });
  });
});

describe('an actor of a kind that the control plane does not have', () => {
  test.each([
    ['agent:self', 'an agent is no actor of the control plane: nixfleet-agent --status shows it on its machine'],
    ['rolout:r-1', 'actor rolout:r-1 was not found; nixfleet statechart list shows which there are'],
  ])('%s is explained', async (address, said) => {
    for (const verb of ['show', 'watch', 'replay'])
      expect(await statechart(verb, address)).toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
  });
});

describe('an actor with a hostile name', () => {
  test('is listed, shown and replayed without commanding the terminal', async () => {
    await register(HOSTILE);
    await setLifecycle(HOSTILE, 'maintenance');
    const [list, show, replay] = [
      await statechart('list', '--search', 'evil'),
      await statechart('show', `machine:${HOSTILE}`),
      await statechart('replay', `machine:${HOSTILE}`),
    ];
    for (const { code, stdout } of [list, show, replay]) {
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/\S/) });
      expect(stdout).not.toMatch(/[\u001b\u202e]/);
    }
    expect(list.stdout).toContain('machine:evilexe');
  });
});

describe('statecharts of a v0.1.1 control plane', () => {
  test.each([
    ['list', '--kind', 'rollout'],
    ['show', 'rollout:r-1'],
    ['watch', 'rollout:r-1'],
    ['replay', 'rollout:r-1'],
  ])('are not there, which %j says', async (...words) => {
    const { url } = await anOldControlPlane();
    const end = await statechart(...words, '--control-plane-url', url);
    expect(end).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining('Error: this control plane has no statecharts; it is of v0.1.1 or older\n'),
    });
  });
});
