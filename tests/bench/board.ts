import { existsSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { CHROMIUM, openBoard, openBrowser, signIn } from '../board/a-browser.ts';
import { insertFleet } from '../board/a-large-fleet.ts';
import { atMost, type Bench, beside } from './figure.ts';
import { load } from './load-order.ts';
import { median } from './median.ts';
import type { Measured, Workshop } from './workshop.ts';

const MACHINES = 10_000;
const PAINTS = 7;
const UPDATES = 20;
/** So tall that forty rows are in the page. */
const WINDOW = { width: 1440, height: 1500 };
const ROWS = 40;
/** The first of the fleet by its id: it is in sight. */
const SEEN = 'build-00021';

/** How long an operator waits for the fleet, and for what happens in it. */
export const board: Bench = {
  name: 'board',
  says: `the web page with ${MACHINES} machines in Chromium: first paint, and from a report to the pixel`,
  async measure(workshop) {
    if (!existsSync(CHROMIUM)) {
      process.stdout.write(`  left out: there is no ${CHROMIUM}\n`);
      return [];
    }
    const plane = await withFleet(workshop);
    const browser = await openBrowser(WINDOW);
    try {
      const { page } = await openBoard(browser.context, plane.url);
      await signIn(page, plane.apiKey);
      const paints = await firstPaints(page);
      const updates = await updatesToPixel(page, plane);
      const frames = await framesUnderLoad(page, plane, workshop.signal);
      const whole = { unit: ' ms', digits: 0 };
      return [
        atMost(`board of ${MACHINES}: first paint`, median(paints.painted), { bound: 1500, ...whole }),
        beside('  all machines are there', median(paints.current), whole),
        atMost('  from a report to the pixel', median(updates), { bound: 300, ...whole }),
        beside('  the longest of them', Math.max(...updates), whole),
        beside(`  95% of frames, ${frames.rate.toFixed(0)} changes/s`, percentile(frames.times, 0.95), whole),
        beside('  the longest of them', Math.max(...frames.times), whole),
      ];
    } finally {
      await browser.close();
    }
  },
};

async function withFleet(workshop: Workshop): Promise<Measured> {
  const plane = await workshop.controlPlane('board');
  await plane.controlPlane.stop();
  const db = new SQLite(plane.controlPlane.dbPath);
  insertFleet(db, MACHINES);
  db.close();
  await plane.controlPlane.start();
  return plane;
}

/** Marks in each page when enough rows were painted, and when the whole fleet was there. */
const MARKS = `(() => {
  const painted = (name) => requestAnimationFrame(() => setTimeout(() => performance.mark(name)));
  const isThere = { rows: false, fleet: false };
  const look = () => {
    if (!isThere.rows && document.querySelectorAll('.fleet-rows > [role=row]').length >= ${ROWS}) {
      isThere.rows = true;
      painted('rows');
    }
    if (document.querySelector('[role=grid][aria-rowcount="${MACHINES + 1}"]')) return painted('fleet');
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/** Of a page that was signed in to before: from the begin of the navigation. */
async function firstPaints(page: Page): Promise<{ painted: number[]; current: number[] }> {
  await page.addInitScript(MARKS);
  const [painted, current]: [number[], number[]] = [[], []];
  for (let run = 0; run < PAINTS; run += 1) {
    await page.reload();
    current.push(await marked(page, 'fleet'));
    painted.push(await marked(page, 'rows'));
  }
  return { painted, current };
}

const marked = (page: Page, name: string): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      const [mark] = performance.getEntriesByName('${name}');
      if (mark) resolve(mark.startTime);
      else requestAnimationFrame(look);
    };
    look();
  })`);

/** From the sending of a report until the frame in which its row says so was painted. */
async function updatesToPixel(page: Page, { client }: Measured): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < UPDATES; run += 1) {
    const hash = `u${String(run).padStart(6, '0')}`;
    const shown = page.evaluate<number>(`new Promise((resolve) => {
      const look = () => {
        const row = document.querySelector('.fleet-rows > [aria-rowindex="2"]');
        if (!row.textContent.includes('${hash}')) return requestAnimationFrame(look);
        requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
      };
      look();
    })`);
    const sentAt = performance.timeOrigin + performance.now();
    await client.report({ params: { id: SEEN }, body: reportOf(hash) });
    times.push((await shown) - sentAt);
  }
  return times;
}

const reportOf = (hash: string) => ({
  machine_id: SEEN,
  current_generation: `/nix/store/${hash}-nixos-system`,
  success: true,
  message: 'up-to-date',
  timestamp: new Date().toISOString(),
  tags: ['build'],
  agent_version: '0.2.0',
  uptime_seconds: 60,
});

/** How long each frame took while as many machines change as the control plane takes reports of. */
async function framesUnderLoad(page: Page, { url }: Measured, signal: AbortSignal) {
  const port = Number(new URL(url).port);
  await page.evaluate(`(() => {
    globalThis.frames_ = [];
    let last = performance.now();
    const next = (now) => {
      globalThis.frames_.push(now - last);
      last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  })()`);
  const timing = { warmUpMs: 500, measuredMs: 5_000 };
  const { reports, ms } = await load({ port, machines: 2_000, kind: 'changing', timing }, signal);
  const times = await page.evaluate<number[]>('globalThis.frames_');
  return { times, rate: (reports * 1000) / ms };
}

const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * part)] ?? 0;
