import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../services/api/client.ts';
import { openReader } from '../../services/store/open.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { LinkWriter } from './link-writer.ts';
import { Promises } from './promises.ts';
import { Repeats } from './repeats.ts';
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
const LINKS = 3;
const LATEST_KILL = 600;

/** Kills a control plane under load, again and again on one database; after each start all that it ever acknowledged is looked for. */
export async function killCampaign({ rounds, seed, said }: Campaign): Promise<Outcome> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nixfleet-kills-')));
  const env = fleetEnvironment(folder);
  for (const name of ['home', 'tmp', 'cp']) mkdirSync(join(folder, name), { recursive: true });
  const controlPlane = new ControlPlane(join(folder, 'cp'), env, join(folder, 'log'));
  const promises = new Promises();
  const repeats = new Repeats();
  const links = Array.from({ length: LINKS }, (_, index) => new LinkWriter(`linked-${index}`, promises));
  const broken: string[] = [];
  try {
    await controlPlane.start();
    const apiKey = await firstKey(controlPlane.url);
    const ownNumbers = Array.from({ length: WRITERS }, () => 0);
    for (let round = 1; round <= rounds; round += 1) {
      const killAfter = 1 + ((Math.imul(seed + round, 0x9e3779b1) >>> 0) % LATEST_KILL);
      await underLoad({ controlPlane, apiKey, promises, repeats, links, ownNumbers, killAfter });
      await controlPlane.start();
      const client = createClient({ url: controlPlane.url, apiKey });
      const otherwise = await repeats.askAgain(client);
      client.close();
      const found = [
        ...otherwise,
        ...links.flatMap((link) => link.broken()),
        ...brokenIn(controlPlane.dbPath, promises),
      ];
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
  readonly repeats: Repeats;
  readonly links: readonly LinkWriter[];
  /** Where each writer goes on. */
  readonly ownNumbers: number[];
  readonly killAfter: number;
}

async function underLoad(round: Round): Promise<void> {
  const { controlPlane, apiKey, promises, repeats, links, ownNumbers, killAfter } = round;
  const client = createClient({ url: controlPlane.url, apiKey });
  let killing: Promise<void> | undefined;
  let left = killAfter;
  const acknowledged = () => {
    left -= 1;
    if (left <= 0) killing ??= controlPlane.kill();
  };
  const writers = ownNumbers.map(async (from, index) => {
    const writer = new Writer({ client, promises, repeats, machineId: `m${index}`, acknowledged }, from);
    ownNumbers[index] = await writer.run();
  });
  await Promise.all([...writers, ...links.map((link) => link.run(controlPlane.url, acknowledged))]);
  await killing;
  client.close();
}

function brokenIn(dbPath: string, promises: Promises): string[] {
  const db = openReader(dbPath);
  try {
    const damage = db.prepare<[], string>('PRAGMA integrity_check').pluck().all();
    const twice = db.prepare<[], object>(TWICE).all();
    return [
      ...damage.filter((line) => line !== 'ok'),
      ...promises.brokenIn(db),
      ...twice.map((row) => `was carried out twice: ${JSON.stringify(row)}`),
    ];
  } finally {
    db.close();
  }
}

/** Every report has a message of its own, and every release that is asked for with a key its `flake_ref`. */
const TWICE = `SELECT machine_id AS who, message AS what FROM reports GROUP BY machine_id, message HAVING count(*) > 1
  UNION ALL SELECT 'release', flake_ref FROM releases WHERE flake_ref IS NOT NULL GROUP BY flake_ref HAVING count(*) > 1`;
