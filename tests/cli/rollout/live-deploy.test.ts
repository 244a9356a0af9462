import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventsIn } from '../../../cli/log/log-tail.ts';
import { aFlake, NIX_CONFIG } from '../../services/build/fleet.ts';
import { APty } from '../a-pty.ts';
import { ATerminal } from '../output/a-terminal.ts';
import { Program } from '../program.ts';
import { ObeyingMachines } from './obeying-machines.ts';

const HOSTS = ['db-01', 'web-01', 'web-02'];
const program = new Program();
let machines: ObeyingMachines;
let key: string;

beforeAll(async () => {
  await program.startControlPlane();
  key = (await program.run('bootstrap')).stdout.trim();
  machines = new ObeyingMachines(program.url, key);
  await machines.add(HOSTS);
});
afterAll(async () => {
  machines.close();
  await program.stop();
});

/** A deploy of closures that no machine has yet. */
const deploy = (...flags: string[]) => [
  ...['deploy', '--flake', aFleet(), '--push-to', `file://${join(program.home, 'cache')}`, '--hosts', '*'],
  ...['--strategy', 'staged', '--batch-size', '1,100%', '--wait', ...flags],
];

/** One in a pipe, that does not outlive its test. */
function aDeploy(...flags: string[]) {
  const running = program.start(...deploy(...flags));
  onTestFinished(() => running.kill());
  return running;
}

function aFleet(): string {
  const { folder, remove } = aFlake(Object.fromEntries(HOSTS.map((name) => [name, {}])));
  onTestFinished(remove);
  return folder;
}

/** What the newest operation kept. */
function newestLog() {
  const folder = join(program.home, '.local/state/nixfleet/logs');
  const text = readFileSync(join(folder, readdirSync(folder).toSorted().at(-1) ?? ''), 'utf8');
  return { text, events: eventsIn(text) };
}

describe('nixfleet deploy --push-to --wait', () => {
  test('prints lines of JSON with --json: what was created, what happened, and the end', async () => {
    const running = aDeploy('--json');
    await running.said('"created"');
    await machines.obey();
    const { code, stdout } = await running.end;
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(code).toBe(0);
    expect(records[0]).toMatchObject({ type: 'created', rollout_id: expect.stringMatching(/^r-/), total_machines: 3 });
    expect(new Set(records.slice(1, -1).map(({ type }) => type))).toEqual(new Set(['row']));
    expect(records.at(-1)).toMatchObject({ type: 'end', exit_code: 0, rollout: { status: 'completed' } });
  });

  test('shows on a terminal how it goes, keeps all of it in a log, and leaves the terminal as it was', async () => {
    const env = { HOME: program.home, NIX_CONFIG, NIXFLEET_CONTROL_PLANE_URL: program.url };
    const pty = new APty(deploy('--yes', '--api-key', key), { env, cwd: program.home, columns: 100, rows: 30 });
    await pty.shows(/Rollout r-\S+ created/);
    await machines.obey();
    expect(await pty.end()).toBe(0);

    const { text } = pty;
    for (const seen of ['evaluating', 'building', '▸ batch 1', '▸ batch 2: ']) expect(text).toContain(seen);
    expect(text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(text.lastIndexOf('\u001b[?25l'));
    const terminal = new ATerminal(100, 30);
    terminal.write(text);
    const lines = terminal.text;
    expect(lines.filter((line) => line.includes(' is healthy'))).toHaveLength(3);
    expect(lines.filter((line) => /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/.test(line))).toEqual([]);
    expect(lines.at(-2)).toMatch(/^Rollout r-\S+ completed: 3 machines in 2 batches$/);
    expect(lines.at(-1)).toMatch(/^Log: /);

    const { events, text: kept } = newestLog();
    expect(events.at(-1)).toMatchObject({
      ...{ event: 'op_end', success: true, phases: { release: expect.any(Number), rollout: expect.any(Number) } },
      ...{ rollout: expect.stringMatching(/^r-/), release: expect.stringMatching(/^rel-/), host_count: 3 },
    });
    expect(events.filter(({ event }) => event === 'subprocess').length).toBeGreaterThan(2);
    expect(events).toContainEqual(expect.objectContaining({ event: 'request', status: 101 }));
    expect(events).toContainEqual(expect.objectContaining({ event: 'log', message: '  ✔ web-01 is healthy' }));
    expect(kept).not.toContain(key.slice(4));
  });

  test('is lines with their time in a pipe', async () => {
    const running = aDeploy();
    await running.said('Rollout r-');
    await machines.obey({ 'web-01': 'nginx: inactive' });
    const { code, stderr, stdout } = await running.end;
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stderr).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ evaluated 3 of 3: db-01, web-01, web-02$/m);
    expect(stderr).toMatch(/^\S+Z {3}✖ web-01 .*nginx: inactive/m);
    expect(stdout).toContain('Resume with:  nixfleet rollout resume r-');
  });
});
