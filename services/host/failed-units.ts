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

/** Between two starts of a service that systemd starts again for ever: it is never `failed`. */
const RESTARTING = 'auto-restart';

/** Lists units that have failed, or wait to be started again. */
export const failedUnitsCommand = (): Command => ({
  argv: ['systemctl', 'list-units', `--state=failed,${RESTARTING}`, '--plain', '--no-legend', '--no-pager', '--full'],
  timeoutMs: 10_000,
});

/** Asks how services have ended. */
export const endsCommand = (units: readonly string[]): Command => ({
  argv: ['systemctl', 'show', '--property=Id', '--property=ExecMainStatus', '--no-pager', '--', ...units],
  timeoutMs: 10_000,
});

/**
 * The units that have failed, but for the agent's own transient ones; none where there is no systemd. As for
 * switch-to-configuration, a service that waits to be started again has failed when it did not end well.
 */
export async function failedUnits(systemd = SYSTEMD): Promise<readonly string[]> {
  const isThere = await stat(systemd).catch(() => undefined);
  if (!isThere) return [];
  const { failed, restarting } = unitsIn(await answerTo(failedUnitsCommand()));
  const crashed = restarting.length === 0 ? [] : crashedIn(await answerTo(endsCommand(restarting)));
  return [...failed, ...restarting.filter((unit) => crashed.includes(unit))].map((unit) => unit.slice(0, LONGEST_NAME));
}

/** Units by what they are in. */
export interface ListedUnits {
  readonly failed: readonly string[];
  readonly restarting: readonly string[];
}

/** The units in what `systemctl list-units` prints (unit, load, active, sub); some systemd put a mark before them. */
export function unitsIn(listed: string): ListedUnits {
  const rows = listed
    .split('\n')
    .map((line) => line.replace(/^[\s●*]+/u, '').split(/\s+/, 4))
    .map(([unit = '', , , sub]) => ({ unit, isRestarting: sub === RESTARTING }))
    .filter(({ unit }) => unit !== '' && !OURS.test(unit))
    .slice(0, MOST_UNITS);
  const named = (isRestarting: boolean) => rows.filter((row) => row.isRestarting === isRestarting);
  return {
    failed: named(false).map(({ unit }) => unit),
    restarting: named(true).map(({ unit }) => unit),
  };
}

/** Those that did not end with 0, in what `systemctl show` prints: properties line by line, a blank line between units. */
export const crashedIn = (shown: string): readonly string[] =>
  shown.split('\n\n').flatMap((properties) => {
    const valueOf = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(properties)?.[1];
    const unit = valueOf('Id');
    return unit === undefined || (valueOf('ExecMainStatus') ?? '0') === '0' ? [] : [unit];
  });

/** Does not answer for a moment while it is itself replaced by an activation. */
async function answerTo(command: Command): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    try {
      return (await run(command)).stdout;
    } catch (error) {
      if (tried === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
