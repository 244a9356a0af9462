import { join } from 'node:path';
import type { Engine } from '../../services/actors/engine.ts';
import { startLocalEngine } from '../../services/actors/local-engine.ts';
import { openStore } from '../../services/store/open.ts';
import { atMost, type Bench, beside } from './figure.ts';
import { machineName } from './load-report.ts';

const REPORTS = 1_000_000;
const MACHINES = 5_000;
const COMMITS = 5_000;
const DAY = 86_400_000;

/** How long others wait for a step that takes old rows out of a large table. */
export const retention: Bench = {
  name: 'retention',
  says: `taking ${REPORTS.toLocaleString('en')} reports of ${MACHINES} machines out of the database, step by step`,
  async measure({ folder, signal }) {
    const dbPath = join(folder, 'retention', 'state.db');
    await fill(dbPath);
    const engine = await startLocalEngine({ dbPath, log: () => undefined });
    const steps: number[] = [];
    let commits: readonly number[] = [];
    const began = performance.now();
    let ended = began;
    try {
      for (let after: number | null = 0; after !== null && !signal.aborted;) {
        const start = performance.now();
        after = (await engine.request('trim', { table: 'reports', before: Date.now() - DAY, after })).next;
        steps.push(performance.now() - start);
      }
      ended = performance.now();
      commits = await plainCommits(engine);
    } finally {
      await engine.stop();
    }
    const perSecond = (REPORTS * 1000) / (ended - began);
    const slowest = steps.toSorted((a, b) => b - a);
    return [
      atMost('retention, longest step', slowest[0] ?? Number.NaN, { bound: 20, unit: ' ms' }),
      beside('  p99', slowest[Math.floor(steps.length / 100)] ?? Number.NaN, { unit: ' ms' }),
      beside('  rows', perSecond, { unit: '/s', digits: 0 }),
      // A disk that others use too makes both wait.
      beside('  longest commit of one registration', Math.max(...commits), { unit: ' ms' }),
    ];
  },
};

/** How long commits take that have nothing to do with it. */
async function plainCommits({ request }: Pick<Engine, 'request'>): Promise<number[]> {
  const commits: number[] = [];
  for (let n = 0; n < COMMITS; n += 1) {
    const start = performance.now();
    await request('register', { machineId: machineName(n), lifecycle: 'active', tags: [], actor: 'bench' });
    commits.push(performance.now() - start);
  }
  return commits;
}

/** Reports of machines that took turns, all of them older than a week. */
async function fill(dbPath: string): Promise<void> {
  const { db, close } = await openStore(dbPath);
  const insert = db.prepare(`INSERT INTO reports (machine_id, generation, success, message, received_at)
    VALUES (?, ?, 1, 'up-to-date', ?)`);
  const begin = Date.now() - 8 * DAY;
  db.transaction(() => {
    for (let n = 0; n < REPORTS; n += 1) {
      const machine = machineName((n * 7919) % MACHINES);
      insert.run(machine, `/nix/store/${'a'.repeat(32)}-nixos-system-${machine}`, begin + n);
    }
  })();
  close();
}
