import type { WebSocket } from 'ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FeedRow } from '../../../machines/model/feed.ts';
import { APty } from '../a-pty.ts';
import { ARolloutServer } from '../a-rollout-server.ts';
import { aFrame, aPart, aRollout } from '../output/a-rollout.ts';
import { ATerminal } from '../output/a-terminal.ts';
import { tempFolder } from '../../support/temp.ts';

/** A wait on a terminal for a rollout of two machines; `viewer` is told what happens. */
async function aLiveWait(size: { columns?: number; rows?: number } = {}) {
  const plane = await ARolloutServer.start();
  plane.rollout = aRollout({ machines: [aPart('a', 'pending'), aPart('b', 'pending', { batch_index: 1 })] });
  plane.answer = (response) => {
    const { url = '' } = response.req;
    if (!url.includes('/why')) return plane.tell(response);
    const why = url.includes('/why/') ? { sentence: 'fetches the closure' } : [];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(why));
  };
  const watched = new Promise<WebSocket>((resolve) => (plane.view = resolve));
  const home = tempFolder();
  const env = { HOME: home, NIXFLEET_CONTROL_PLANE_URL: plane.url };
  const pty = new APty(['rollout', 'status', 'r-1', '--wait'], { env, cwd: home, ...size });
  const viewer = await watched;
  onTestFinished(() => viewer.terminate());
  const tell = (seq: number, row: Partial<FeedRow>) => viewer.send(JSON.stringify(aFrame(seq, row)));
  return { plane, pty, viewer, tell };
}

/** What can be read on a terminal at the end. */
function shownBy(text: string, columns = 80, rows = 24): string[] {
  const terminal = new ATerminal(columns, rows);
  terminal.write(text);
  return terminal.text;
}

const SHOW_CURSOR = '\u001b[?25h';
const HIDE_CURSOR = '\u001b[?25l';

describe('waiting for a rollout on a terminal', () => {
  test('shows batches and machines, lets the lines stay, and gives the cursor back', async () => {
    const { plane, pty, viewer, tell } = await aLiveWait();
    await pty.shows('a  pending  fetches the closure');
    tell(11, { type: 'machine_settled', machine_id: 'a', message: 'a is healthy', detail: { verdict: 'healthy' } });
    await pty.shows('✔ a is healthy');
    await pty.shows('batch 1: 1/1 healthy');
    plane.end(viewer, { status: 'completed' });
    expect(await pty.end()).toBe(0);
    const lines = shownBy(pty.text);
    expect(lines.slice(lines.indexOf('  ✔ a is healthy'))).toEqual([
      '  ✔ a is healthy',
      'Rollout r-1 completed: 2 machines in 2 batches',
    ]);
    expect(pty.text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(pty.text.lastIndexOf(HIDE_CURSOR));
  });

  test('at Ctrl-C ends with 130, what to do, and the cursor', async () => {
    const { pty } = await aLiveWait();
    await pty.shows('▸ batch 1');
    pty.type('\u0003');
    expect(await pty.end()).toBe(130);
    expect(pty.text).toContain('Interrupted; rollout r-1 is running and goes on.');
    expect(pty.text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(pty.text.lastIndexOf(HIDE_CURSOR));
  });

  test('at Ctrl-\\ ends at once, with the cursor', async () => {
    const { pty } = await aLiveWait();
    await pty.shows('▸ batch 1');
    pty.type('\u001c');
    expect(await pty.end()).toBe(131);
    expect(pty.text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(pty.text.lastIndexOf(HIDE_CURSOR));
  });

  test.each([1, 5, 19, 20])('never wraps a line of what is live with %i columns', async (columns) => {
    const { plane, pty, viewer, tell } = await aLiveWait({ columns, rows: 4 });
    await pty.shows(HIDE_CURSOR);
    tell(11, { type: 'machine_settled', machine_id: 'a', message: 'a', detail: { verdict: 'healthy' } });
    plane.end(viewer, { status: 'completed' });
    expect(await pty.end()).toBe(0);
    const frames = pty.text.slice(pty.text.indexOf(HIDE_CURSOR)).split('\u001b[J');
    const drawn = (frames[0] ?? '')
      .replace(HIDE_CURSOR, '')
      .split('\u001b[K')
      .map((line) => line.trim());
    for (const line of drawn) expect([...line].length).toBeLessThan(Math.max(columns, 2));
  });

  test('is plain lines on a terminal that can do no more', async () => {
    const plane = await ARolloutServer.start();
    plane.view = (viewer) => plane.end(viewer, { status: 'completed' });
    const home = tempFolder();
    const env = { HOME: home, NIXFLEET_CONTROL_PLANE_URL: plane.url, TERM: 'dumb' };
    const pty = new APty(['rollout', 'status', 'r-1', '--wait'], { env, cwd: home });
    expect(await pty.end()).toBe(0);
    expect(pty.text).not.toContain('\u001b');
  });
});
