import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, run } from './process.ts';

/** Is there where systemd runs the machine, and nowhere else. */
const SYSTEMD = '/run/systemd/system';
const MOST_UNITS = 256;
const LONGEST_NAME = 256;
const TRIES = 3;
const PAUSE_MS = 1_000;

/** What switches a machine, or takes it back, is reported in its own way. */
const OURS = /^nixfleet-(?:switch|rollback|return)\b/;

/** Lists units that have failed. */
const failedUnitsCommand = (): Command => ({
  argv: ['systemctl', 'list-units', '--state=failed', '--plain', '--no-legend', '--no-pager', '--full'],
  timeoutMs: 10_000,
});

/** The units that have failed, but for the agent's own transient ones; none where there is no systemd. */
export async function failedUnits(systemd = SYSTEMD): Promise<readonly string[]> {
  const isThere = await stat(systemd).catch(() => undefined);
  return isThere ? unitsIn(await listing()) : [];
}

/** The units in what `systemctl list-units` prints; some systemd put a mark before them. */
export const unitsIn = (listed: string): readonly string[] =>
  listed
    .split('\n')
    .map((line) => line.replace(/^[\s●*]+/u, '').split(/\s/, 1)[0] ?? '')
    .filter((unit) => unit !== '' && !OURS.test(unit))
    .map((unit) => unit.slice(0, LONGEST_NAME))
    .slice(0, MOST_UNITS);

/** Does not answer for a moment while it is itself replaced by an activation. */
async function listing(): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    try {
      return (await run(failedUnitsCommand())).stdout;
    } catch (error) {
      if (tried === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
