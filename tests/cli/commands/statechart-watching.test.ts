import { beforeAll, describe, expect, test } from 'vitest';
import { APty } from '../a-pty.ts';
import { aFleet, aRelease, aRunningRollout } from './a-fleet.ts';

const { program, client } = aFleet();
const onTerminal = (rows: number, ...argv: string[]): APty =>
  new APty(['statechart', ...argv, '--control-plane-url', program.url], {
    ...{ env: { HOME: program.home }, cwd: program.home, columns: 80, rows },
  });
const LEAVE = '\u001b[?1049l';
/** What was written after the screen was given back. */
const left = ({ text }: APty): string => text.slice(text.lastIndexOf(LEAVE) + LEAVE.length).replaceAll('\r', '');
let rollout = '';

beforeAll(async () => {
  const register = (id: string) =>
    client().registerMachine({ params: { id }, body: { lifecycle: 'active', tags: [] } });
  await register('web-01');
  await register('web-02');
  await client().updateLifecycle({ params: { id: 'web-02' }, body: { lifecycle: 'maintenance' } });
  rollout = await aRunningRollout(client(), await aRelease(client(), 'web-01'), 'web-01');
});

describe('nixfleet statechart watch, on a terminal', () => {
  test('shows where an actor is and counts the time down until Ctrl-C', async () => {
    const pty = onTerminal(24, 'watch', `batch:${rollout}:0`);
    await pty.shows(/active\.waiting_health {2}Every machine .*waits for.*deadline \(sleepUntil.*in \d+ (s|min), at/s);
    await pty.shows(/Ctrl-C ends it.*Ctrl-C ends it.*Ctrl-C ends it/s);
    pty.type('\u0003');
    expect(await pty.end()).toBe(0);
    expect(left(pty).trim()).toBe('');
  });

  test('shows a step when it is taken, and leaves the last picture when the actor is gone', async () => {
    const pty = onTerminal(24, 'watch', 'machine:web-02');
    await pty.shows('lifecycle.maintenance');
    await client().updateLifecycle({ params: { id: 'web-02' }, body: { lifecycle: 'active' } });
    await pty.shows('lifecycle.maintenance -> lifecycle.active');
    await client().deleteMachine({ params: { id: 'web-02' } });
    expect(await pty.end()).toBe(0);
    expect(left(pty)).toMatch(/^machine:web-02: [^]*lifecycle\.active[^]*\nmachine:web-02: .+\n$/);
  });
});

describe('nixfleet statechart replay, on a terminal', () => {
  test('goes on at Enter, back at the arrow, and ends at q', async () => {
    const pty = onTerminal(24, 'replay', `rollout:${rollout}`);
    await pty.shows(/step 1\/2 .*Enter or → next/s);
    pty.type('\r');
    await pty.shows(/step 2\/2 .*this is the last step · ← back · q ends it/s);
    pty.type('\u001b[D');
    await pty.shows(/step 2\/2 .*step 1\/2 /s);
    pty.type('q');
    expect(await pty.end()).toBe(0);
    expect(left(pty)).toMatch(/^step 1\/2 /);
  });

  test('marks the states in the whole chart where there is room for it', async () => {
    const pty = onTerminal(70, 'replay', `rollout:${rollout}`, '--last', '1');
    await pty.shows(/step 1\/1 .*\* running \(active\).*\* in_time \(active, first\)/s);
    pty.type('\u0003');
    expect(await pty.end()).toBe(0);
  });

  test('plays by itself to the end with --delay', async () => {
    const pty = onTerminal(24, 'replay', `rollout:${rollout}`, '--delay', '10ms');
    expect(await pty.end()).toBe(0);
    expect(pty.text).toMatch(/step 1\/2 .*plays by itself.*step 2\/2 /s);
    expect(left(pty)).toMatch(/^step 2\/2 /);
  });

  test('writes all steps with --all', async () => {
    const pty = onTerminal(24, 'replay', `rollout:${rollout}`, '--all');
    expect(await pty.end()).toBe(0);
    expect(pty.text).not.toContain(LEAVE);
    expect(pty.text).toMatch(/^step 1\/2 .*step 2\/2 /s);
  });
});
