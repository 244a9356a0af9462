import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { finish } from '../../../services/host/process.ts';
import { createRoot } from '../../../services/host/root.ts';
import { agentSight } from '../../../services/store/agent-sight.ts';
import { openAgentUnit } from '../../../services/store/agent-unit.ts';
import { APty } from '../../cli/a-pty.ts';
import { until } from '../../services/host/waiting.ts';
import { tempFolder } from '../../support/temp.ts';
import { AnAgent } from '../an-agent.ts';

const PROGRAM = new URL('../../../dist/agent/main.js', import.meta.url).pathname;
const status = (folder: string, ...argv: string[]) =>
  finish({ argv: [process.execPath, PROGRAM, '--status', '--root', folder, ...argv] });
const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The machine of an agent that has run for some cycles and rests. */
async function aLivedMachine() {
  const agent = await AnAgent.of();
  await agent.start();
  await until(() => agentSight(agent.root.database, { steps: 100 }).steps.length >= 12);
  agent.stop();
  return agent.root;
}

describe('nixfleet-agent --status', () => {
  test('tells in which states it is, what it waits for until when, and its last ten steps', async () => {
    const { folder, database } = await aLivedMachine();
    const before = digest(database);
    const { exitCode, stdout, stderr } = await status(folder);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^agent: +not running/);
    expect(stdout).toMatch(/\nstate\n {2}\w+ +[A-Z].*\n( {2}\w+\.\w+ +[A-Z].*\n)+waits for\n {2}\w+/);
    expect(stdout).toMatch(/\nlast 10 steps .*\n( {2}20\d\d-\d\d-\d\d \d\d:\d\d:\d\d {2}.*\n){10}$/);
    expect(digest(database)).toBe(before);
  });

  test('draws its chart with the states that it is in marked', async () => {
    const { folder } = await aLivedMachine();
    const drawn = async (format: string) => (await status(folder, '--chart', format)).stdout;
    expect(await drawn('ascii')).toMatch(/^agent: [^]*-- \* \w+ \(active[^]*-- \* \w+ \(active/);
    expect(await drawn('mermaid')).toMatch(/^stateDiagram-v2\n/);
    expect(await drawn('dot')).toMatch(/^digraph "agent"/);
    expect(await drawn('svg')).toMatch(/^<svg [^]*chart-active[^]*<\/svg>\n$/);
    const { actor, statechart } = JSON.parse(await drawn('json'));
    expect({ actor, statechart }).toMatchObject({ actor: { address: 'agent:self' }, statechart: { name: 'agent' } });
  });

  test('goes through all its steps with --replay, the oldest first', async () => {
    const { folder, database } = await aLivedMachine();
    const lines = (await status(folder, '--replay')).stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/ begins /);
    expect(lines).toHaveLength(agentSight(database, { steps: 20_000 }).steps.length);
    expect(lines.map((line) => line.slice(0, 19))).toEqual(lines.map((line) => line.slice(0, 19)).toSorted());
  });

  test('writes all of a long history into a pipe', async () => {
    const { folder, database } = await aLivedMachine();
    const db = new SQLite(database);
    const again = db.prepare(
      'INSERT INTO transitions (address, delivery, at, event, detail, taken, state) ' +
        'SELECT address, delivery, at, event, detail, taken, state FROM transitions WHERE seq = 2',
    );
    db.transaction(() => Array.from({ length: 10_000 }).forEach(() => again.run()))();
    db.close();
    const lines = (await status(folder, '--replay')).stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(agentSight(database, { steps: 20_000 }).steps.length);
  });

  test.each([
    [['--watch', '--replay'], 2, '--watch and --replay show different things'],
    [['--chart', 'png'], 2, '--chart knows no png'],
    [['--replay'], 1, "cannot read the agent's database"],
    [['--watch'], 1, "cannot read the agent's database"],
  ])('refuses %j with %i', async (argv, exitCode, said) => {
    expect(await status(tempFolder(), ...argv)).toMatchObject({
      ...{ exitCode, stdout: '', stderr: expect.stringContaining(said) },
    });
  });
});

describe('nixfleet-agent --status on the database of an older agent', () => {
  test('has no steps to tell of, and makes no table for them', async () => {
    const { folder, database } = await aLivedMachine();
    const older = new SQLite(database);
    older.exec('DROP TABLE transitions');
    older.close();
    expect((await status(folder)).stdout).toMatch(/\nwaits for\n[^]*\nsteps.*\n {2}none are kept\n$/);
    expect((await status(folder, '--replay')).stdout).toMatch(/^No step is kept: /);
    const db = new SQLite(database, { readonly: true });
    expect(db.prepare(`SELECT name FROM sqlite_master WHERE name = 'transitions'`).all()).toEqual([]);
    db.close();
  });
});

describe('nixfleet-agent --status --watch', () => {
  const onTerminal = (folder: string): APty =>
    new APty(['--status', '--watch', '--root', folder], { env: {}, cwd: folder, program: 'dist/agent/main.js' });

  test('shows each step soon after the agent has taken it, and gives the screen back at Ctrl-C', async () => {
    const agent = await AnAgent.of();
    await agent.start();
    await until(() => agentSight(agent.root.database).steps.length > 2);
    const pty = onTerminal(agent.root.folder);
    await pty.shows(/the agent runs.*waits for/s);
    agent.stop();
    await pty.shows('the agent does not run: this is how it was');
    pty.type('\u0003');
    expect(await pty.end()).toBe(0);
    expect(pty.text).toMatch(/\u001b\[\?1049l$/);
  });

  test('says that the agent has stored nothing yet', async () => {
    const { folder, database } = createRoot(tempFolder());
    openAgentUnit({ path: database, newEpoch: 'e' }).close();
    const pty = onTerminal(folder);
    await pty.shows('it has never stored a state');
    pty.type('\u0003');
    expect(await pty.end()).toBe(0);
  });
});
