import { BadConfig } from '../../../machines/errors.ts';
import type { Command } from '../process.ts';

/** The unit of a switch; operators know it from v0.1.1. */
export const SWITCH_UNIT = 'nixfleet-switch.service';
/** Units of the dead man: the first acts when all time is up, the second when the time to confirm is. */
export const DEAD_MAN_UNITS = ['nixfleet-rollback', 'nixfleet-rollback-confirm'] as const;
/** The unit in which an agent has its machine taken back. */
export const RETURN_UNIT = 'nixfleet-return.service';

/** What a unit of ours is made for: an attempt's folder, and who keeps it. */
export interface UnitPlace {
  readonly keeper: readonly string[];
  readonly folder: string;
  /** Units get systemd's own environment and not the agent's: this is added. */
  readonly env: Readonly<Record<string, string>>;
}

const LIMIT_MS = 60_000;
/** How long a unit may take to end after it was asked to, and again after it was killed. */
const STOP_SECONDS = 10;

/** Runs a step of an attempt, out of the agent's control group; what `keeper begin` refuses does not start. */
export function switchUnitCommand(
  { keeper, folder, env }: UnitPlace,
  step: string,
  argv: readonly string[],
  limitMs: number,
): Command {
  return transientUnit(SWITCH_UNIT, [
    '--description=NixFleet: brings this machine to another closure',
    '--service-type=exec',
    `--property=RuntimeMaxSec=${limitMs}ms`,
    `--property=ExecStartPre=${execLine([...keeper, 'begin', folder, step])}`,
    `--property=ExecStopPost=${execLine([...keeper, 'end', folder, step])}`,
    ...settings(env),
    '--',
    ...argv,
  ]);
}

/** A timer on the monotonic clock that has the machine taken back when nobody stops it. */
export function deadManUnitCommand(
  { keeper, folder, env }: UnitPlace,
  unit: (typeof DEAD_MAN_UNITS)[number],
  inMs: number,
): Command {
  return transientUnit(unit, [
    '--description=NixFleet: takes this machine back unless the agent confirms',
    `--on-active=${Math.max(1, Math.ceil(inMs))}ms`,
    '--timer-property=AccuracySec=1s',
    ...RESTARTED,
    ...settings(env),
    '--',
    ...[...keeper, 'back', folder],
  ]);
}

/** Takes the machine back now. */
export function returnUnitCommand({ keeper, folder, env }: UnitPlace): Command {
  return transientUnit(RETURN_UNIT, [
    '--description=NixFleet: takes this machine back',
    ...RESTARTED,
    // Who asked waits for as long as systemd tries: then it begins anew, or says that it cannot be done.
    '--property=StartLimitIntervalSec=600s',
    '--property=StartLimitBurst=5',
    ...settings(env),
    '--',
    ...[...keeper, 'back', folder],
  ]);
}

/** Clears what an earlier unit may have left under a name: systemd would refuse the name. */
export const resetCommand = (unit: string): Command => ({
  argv: ['systemctl', 'reset-failed', unit],
  timeoutMs: LIMIT_MS,
});

/** Stops units and waits until their processes are gone. */
export const stopCommand = (...units: readonly string[]): Command => ({
  argv: ['systemctl', 'stop', ...units],
  timeoutMs: LIMIT_MS + 3 * STOP_SECONDS * 1000,
});

/** Prints `active`, `activating`, `deactivating`, `inactive` or `failed`, a line for each unit. */
export const stateCommand = (...units: readonly string[]): Command => ({
  argv: ['systemctl', 'show', '--property=ActiveState', '--value', ...units],
  timeoutMs: LIMIT_MS,
});

/** Waits until the journal has all that was said until now. */
export const syncJournalCommand = (): Command => ({ argv: ['journalctl', '--sync'], timeoutMs: 10_000 });

/** The last lines that one run of a unit has said. */
export const wordsCommand = (invocation: string): Command => ({
  argv: ['journalctl', '--no-pager', '--output=cat', '--lines=100', `_SYSTEMD_INVOCATION_ID=${invocation}`],
  timeoutMs: 10_000,
});

/** The lines of a unit as they come; does not end by itself. */
export const followCommand = (unit: string): Command => ({
  argv: ['journalctl', '--no-pager', '--output=cat', '--lines=0', '--follow', `--unit=${unit}`],
});

function transientUnit(unit: string, rest: readonly string[]): Command {
  const argv = ['--quiet', '--no-ask-password', `--unit=${unit}`, '--collect', ...rest] as const;
  return { argv: ['systemd-run', ...argv], timeoutMs: LIMIT_MS };
}

/** A keeper that is killed on the way back goes on where it was; the dead man's tries for as long as it fails. */
const RESTARTED = ['--property=Restart=on-failure', '--property=RestartSec=2s'] as const;

const settings = (env: UnitPlace['env']): readonly string[] => [
  `--property=TimeoutStopSec=${STOP_SECONDS}s`,
  ...Object.entries(env).map(([name, value]) => `--setenv=${name}=${value}`),
];

/** A command as systemd reads it in a property: words in quotes, where `$` and `%` would mean something. */
function execLine(argv: readonly string[]): string {
  return argv
    .map((word) => {
      if (/[\p{Cc}]/u.test(word)) throw new BadConfig(`${JSON.stringify(word)} cannot be part of a unit`, { word });
      if (/^[A-Za-z0-9/._+=@:,-]+$/.test(word)) return word;
      return `"${word.replace(/["\\]/g, '\\$&').replace(/[$%]/g, '$&$&')}"`;
    })
    .join(' ');
}
