import type { AgentState } from '../../machines/model/machine.ts';
import { BUILDERS, type CastMachine, EVERYONE, OFFICE, SERVERS } from './fleet-cast.ts';
import { livelyEvidence } from './lively-evidence.ts';
import type { PastPlane } from './past-plane.ts';
import { PlayedLink, type Said, says } from './played-machine.ts';
import { PlayedRollout } from './played-rollout.ts';

/** A fleet that has a history, and in which something goes on. */
export interface LivelyFleet {
  /** Half way, paused by a machine that went back. */
  readonly paused: PlayedRollout;
  readonly failedMachine: string;
  /** Its second batch is under way. */
  readonly running: PlayedRollout;
  close(): void;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long ago it begins, ms. */
export const BEGIN_AGO = 6 * 24 * HOUR;

const [FIRST, SECOND, BAD, NEW] = ['25.05.1180', '25.05.1294', '25.05.1311', '25.11.0042'];
const WHY = 'http://127.0.0.1:443/healthz: expected status 200, got 502';

/** Plays six days of a fleet. */
export async function livelyFleet(plane: PastPlane): Promise<LivelyFleet> {
  for (const machine of EVERYONE) await says(plane, machine, { version: FIRST });
  await days(plane);
  const paused = await halfWay(plane);
  const running = await PlayedRollout.begin(plane, BUILDERS, { version: NEW, batch_sizes: ['2', '100%'] });
  await running.goesWell(0, [6, 4]);
  await running.told(1);
  await now(plane, { paused: paused.rollout, running, failed: paused.failed });
  const links = await linked(plane, running);
  return {
    paused: paused.rollout,
    failedMachine: paused.failed.id,
    running,
    close: () => links.forEach((link) => link.close()),
  };
}

/** What was before today. */
async function days(plane: PastPlane): Promise<void> {
  const first = await PlayedRollout.begin(plane, EVERYONE, { version: FIRST, strategy: 'all_at_once' });
  await first.goesWell(0, [6 * 24 * 60 - 1, 6 * 24 * 60 - 5]);
  await first.is('completed');
  plane.reach(26 * HOUR);
  const second = await PlayedRollout.begin(plane, EVERYONE, { version: SECOND, batch_sizes: ['2', '50%', '100%'] });
  await second.goesWell(0, [26 * 60 - 1, 26 * 60 - 4]);
  await second.goesWell(1, [26 * 60 - 5, 26 * 60 - 11]);
  await second.goesWell(2, [26 * 60 - 13, 26 * 60 - 22]);
  await second.is('completed');
}

/** Today: a canary that was cancelled, and the rollout that is half way. */
async function halfWay(plane: PastPlane): Promise<{ rollout: PlayedRollout; failed: CastMachine }> {
  await beats(plane, [20 * HOUR, 5 * HOUR]);
  const canary = await PlayedRollout.begin(plane, SERVERS, { version: BAD, strategy: 'canary', seed: 5 });
  const [first] = canary.batches[0] ?? [];
  plane.reach(5 * HOUR - 3 * MINUTE);
  if (first) await canary.failed(0, first, { before: SECOND, why: 'nginx.service is failed' });
  await canary.is('paused');
  plane.reach(5 * HOUR - 12 * MINUTE);
  await plane.client.cancelRollout({ params: { id: canary.id } });
  await beats(plane, [4.6 * HOUR, 30 * MINUTE]);
  plane.reach(24 * MINUTE);
  const rollout = await PlayedRollout.begin(plane, SERVERS, { version: NEW, batch_sizes: ['2', '6', '12', '100%'] });
  await rollout.goesWell(0, [22, 20]);
  await rollout.goesWell(1, [18.5, 15]);
  await rollout.told(2);
  const batch = rollout.batches[2] ?? [];
  const failed = batch.find(({ id }) => id.startsWith('web-')) ?? SERVERS[0];
  if (failed === undefined) throw new Error('the fleet has no servers');
  const link = await activation(plane, { rollout, machine: failed });
  for (const [index, machine] of batch.filter((one) => one !== failed).entries()) {
    plane.reach((13 - index * 0.37) * MINUTE);
    await rollout.well(2, machine);
  }
  plane.reach(8.2 * MINUTE);
  await rollout.failed(2, failed, { before: SECOND, why: WHY });
  await rollout.is('paused');
  link.close();
  return { rollout, failed };
}

/** What one machine's checks said in the course of a day. */
async function beats(plane: PastPlane, [from, to]: readonly [number, number]): Promise<void> {
  const steps = 24;
  for (let beat = 0; beat < steps; beat += 1) {
    plane.reach(from - ((from - to) * beat) / steps);
    for (const machine of SERVERS.filter(({ id }) => id.startsWith('web-')))
      await says(plane, machine, { version: SECOND, beat: beat + machine.id.length });
  }
}

/** The lines that a machine's agent sent while it tried. */
async function activation(
  plane: PastPlane,
  { rollout, machine }: { rollout: PlayedRollout; machine: CastMachine },
): Promise<PlayedLink> {
  const link = await PlayedLink.open(plane, machine);
  link.log(`${rollout.id}:2:1`, [
    'copying 14 paths from https://cache.acme.example',
    'activating the configuration...',
    'setting up /etc...',
    'reloading user units for root...',
    'restarting sysinit-reactivation.target',
    'the following units were restarted: nginx.service, acme-renew.service',
    `health check failed: ${WHY}`,
    'going back to the system before: activating the configuration...',
    'the following units were restarted: nginx.service, acme-renew.service',
    'rolled back',
  ]);
  return link;
}

const ODD: Readonly<Record<string, Partial<Said>>> = {
  'mail-fra-01': { condition: { reboot_required: true } },
  'nas-office': { condition: { free_bytes: 900_000_000 } },
  'db-nyc-02': { condition: { drift_since: new Date(Date.now() - 2 * HOUR).toISOString() } },
};

/** The last round of reports: all but one are there. */
async function now(
  plane: PastPlane,
  { paused, running, failed }: { paused: PlayedRollout; running: PlayedRollout; failed: CastMachine },
): Promise<void> {
  const isNew = new Set([...paused.batches.slice(0, 3).flat(), ...(running.batches[0] ?? [])]);
  const versionOf = (machine: CastMachine) => (isNew.has(machine) && machine !== failed ? NEW : SECOND);
  plane.reach(90_000);
  await plane.client.registerMachine({
    params: { id: 'web-sin-01' },
    body: { lifecycle: 'pending', tags: ['web', 'sin'] },
  });
  await plane.client.updateLifecycle({ params: { id: 'printer-2nd-floor' }, body: { lifecycle: 'maintenance' } });
  for (const [index, machine] of EVERYONE.entries()) {
    if (machine === OFFICE[2]) continue;
    plane.reach((60 - index) * 1000);
    await says(plane, machine, { version: versionOf(machine), ...ODD[machine.id] });
  }
  plane.reach(0);
  await livelyEvidence(plane, { failed, versionOf });
}

/** Every agent of those that are there holds its link; builders are at work. */
async function linked(plane: PastPlane, running: PlayedRollout): Promise<PlayedLink[]> {
  const work: readonly AgentState[] = ['fetching', 'applying', 'verifying'];
  const busy = new Map(
    (running.batches[1] ?? []).map((machine, index) => [machine, work[index % work.length] ?? 'idle']),
  );
  const links: PlayedLink[] = [];
  for (const [index, machine] of EVERYONE.entries()) {
    if (machine === OFFICE[2]) continue;
    const link = await PlayedLink.open(plane, machine);
    const state = busy.get(machine) ?? 'idle';
    link.state(state, state === 'idle' ? (9 + (index % 13)) * 31_000 : (index % 5) * 7_000 + 4_000);
    links.push(link);
  }
  return links;
}
