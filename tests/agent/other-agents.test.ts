import { rmSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { until } from '../services/host/waiting.ts';
import { aGatedClosure, AGatedMachine } from './a-gated-machine.ts';
import { atGate, type Moment, type Story, toPrevious, toWanted } from './a-moment.ts';
import { atRest, restsOn } from './a-rest.ts';
import { FakeControlPlane } from './fake-control-plane.ts';

const PATIENT = '--confirm-timeout=60';
const HASTY = '--confirm-timeout=2';

/** What an agent of another version may have left. */
type Legacy = readonly [what: string, leave: (machine: AGatedMachine) => void];

const edited =
  (change: (db: Database) => unknown) =>
  ({ memory }: AGatedMachine): void =>
    memory.edit(change);

/** What cannot be read but says what was begun. */
const READABLE: readonly Legacy[] = [
  ['a newer state', edited((db) => db.exec(`UPDATE snapshots SET version = 99, state = '{"a newer": "form"}'`))],
  ['a damaged state', edited((db) => db.exec(`UPDATE snapshots SET state = '{'`))],
  [
    'more columns and tables',
    edited((db) =>
      db.exec(`ALTER TABLE attempt ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue';
        ALTER TABLE outbox ADD COLUMN urgency INTEGER; ALTER TABLE snapshots ADD COLUMN mood TEXT;
        CREATE TABLE thoughts (id INTEGER PRIMARY KEY); UPDATE snapshots SET version = 99`),
    ),
  ],
];

/** What says that something was begun, and not how far it has come. */
const UNKNOWN: Legacy[1] = edited((db) => db.exec(`UPDATE attempt SET phase = 'levitating'`));

/** What says nothing of what was begun. */
const LOST: readonly Legacy[] = [
  ['no database', ({ root }) => removeDatabase(root.database)],
  [
    'garbage',
    ({ root }) => {
      removeDatabase(root.database);
      writeFileSync(root.database, 'garbage '.repeat(1_000));
    },
  ],
];

const MOMENTS: readonly Moment[] = [
  atGate('applying.activating', 'switch', toWanted('test')),
  atGate('verifying.proving', 'probe', () => 'any'),
  atGate('verifying.setting_profile', 'nix-env', ({ wanted }: Story) => wanted),
];

function removeDatabase(path: string): void {
  for (const file of ['', '-wal', '-shm']) rmSync(path + file, { force: true });
}

/** An agent is killed at the moment; what it leaves behind is changed; another agent starts. */
async function succeeded(moment: Moment, leave: Legacy[1], { script = '', flag = PATIENT } = {}) {
  const plane = await FakeControlPlane.start();
  const machine = await AGatedMachine.of(plane);
  const story = { plane, machine, wanted: await aGatedClosure('wanted', script) };
  plane.wanted = { hash: story.wanted, assignment: 'r-1:0:1' };
  moment.hold(story);
  const first = await machine.start(flag);
  await until(() => moment.isHeld(story));
  await first.kill();
  leave(machine);
  moment.letGo(story);
  return { ...story, agent: await machine.start(flag) };
}

describe.each(MOMENTS)('an agent that takes over in $state', (moment) => {
  test.each(READABLE)('goes on when it finds %s', async (_, leave) => {
    const { wanted, ...story } = await succeeded(moment, leave);
    expect(await atRest(story)).toEqual(restsOn(wanted, 'done'));
  });

  test('takes its machine back when it finds a step that it does not know', async () => {
    const { wanted: _, ...story } = await succeeded(moment, UNKNOWN);
    expect(await atRest({ ...story, polls: 2 })).toEqual(restsOn(story.machine.previous, 'rolled_back'));
  });

  test.each(LOST)('begins anew when it finds %s', async (_, leave) => {
    const { wanted, ...story } = await succeeded(moment, leave);
    expect(await atRest(story)).toEqual(restsOn(wanted, 'done'));
  });
});

test.each(READABLE)('an agent that takes over on the way back goes on when it finds %s', async (_, leave) => {
  const moment = atGate('rolling_back.returning', 'switch', toPrevious('test'));
  const { wanted: __, ...story } = await succeeded(moment, leave, { script: 'touch ill', flag: HASTY });
  expect(await atRest({ ...story, polls: 2 })).toEqual(restsOn(story.machine.previous, 'rolled_back'));
});
