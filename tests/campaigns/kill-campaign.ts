import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../services/api/client.ts';
import { openReader } from '../../services/store/open.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { Promises } from './promises.ts';
import { Writer } from './writer.ts';

/** What a campaign is to do. */
export interface Campaign {
  readonly rounds: number;
  /** Decides after how many acknowledged writes each round's plug is pulled. */
  readonly seed: number;
  readonly said: (line: string) => void;
}

/** How a campaign ended. */
export interface Outcome {
  readonly kills: number;
  readonly acknowledged: number;
  readonly broken: readonly string[];
}

const WRITERS = 12;
const LATEST_KILL = 600;

/** Kills a control plane under load, again and again on one database; after each start all that it ever acknowledged is looked for. */
export async function killCampaign({ rounds, seed, said }: Campaign): Promise<Outcome> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nixfleet-kills-')));
  const env = fleetEnvironment(folder);
  for (const name of ['home', 'tmp', 'cp']) mkdirSync(join(folder, name), { recursive: true });
  const controlPlane = new ControlPlane(join(folder, 'cp'), env, join(folder, 'log'));
  const promises = new Promises();
  const broken: string[] = [];
  try {
    await controlPlane.start();
    const apiKey = await firstKey(controlPlane.url);
    const ownNumbers = Array.from({ length: WRITERS }, () => 0);
    for (let round = 1; round <= rounds; round += 1) {
      const killAfter = 1 + ((Math.imul(seed + round, 0x9e3779b1) >>> 0) % LATEST_KILL);
      await underLoad({ controlPlane, apiKey, promises, ownNumbers, killAfter });
      await controlPlane.start();
      const found = brokenIn(controlPlane.dbPath, promises);
      broken.push(...found.map((what) => `round ${round}: ${what}`));
      said(`kill ${round}/${rounds} after ${killAfter} writes: ${promises.size} promises, ${found.length} broken`);
    }
    return { kills: rounds, acknowledged: promises.size, broken };
  } finally {
    await controlPlane.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstKey(url: string): Promise<string> {
  const client = createClient({ url });
  const { key } = await client.bootstrap({ body: { name: 'campaign' } });
  client.close();
  return key;
}

interface Round {
  readonly controlPlane: ControlPlane;
  readonly apiKey: string;
  readonly promises: Promises;
  /** Where each writer goes on. */
  readonly ownNumbers: number[];
  readonly killAfter: number;
}

async function underLoad({ controlPlane, apiKey, promises, ownNumbers, killAfter }: Round): Promise<void> {
  const client = createClient({ url: controlPlane.url, apiKey });
  let killing: Promise<void> | undefined;
  let left = killAfter;
  const acknowledged = () => {
    left -= 1;
    if (left <= 0) killing ??= controlPlane.kill();
  };
  const writers = ownNumbers.map(async (from, index) => {
    const writer = new Writer({ client, promises, machineId: `m${index}`, acknowledged }, from);
    ownNumbers[index] = await writer.run();
  });
  await Promise.all(writers);
  await killing;
  client.close();
}

function brokenIn(dbPath: string, promises: Promises): string[] {
  const db = openReader(dbPath);
  try {
    const damage = db.prepare<[], string>('PRAGMA integrity_check').pluck().all();
    return [...damage.filter((line) => line !== 'ok'), ...promises.brokenIn(db)];
  } finally {
    db.close();
  }
}
