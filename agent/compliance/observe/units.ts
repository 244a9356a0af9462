import type { Machine } from '../machine.ts';

/** What systemd knows of a unit. */
export interface Unit {
  /** As it was asked for: an alias keeps its name. */
  readonly name: string;
  /** `loaded`, `not-found`, `masked`, … */
  readonly load: string;
  /** `active`, `inactive`, `failed`, `activating`, … */
  readonly active: string;
  /** `running`, `exited`, `waiting`, `dead`, … */
  readonly sub: string;
  /** Of services: `success`, or what was wrong when it ran last; elsewhere it is empty. */
  readonly result: string;
  /** When it last became active (ms since the epoch); undefined: never since the machine started. */
  readonly activeSince: number | undefined;
  /** Of services: when its main program last ended (ms since the epoch); undefined: never since the machine started. */
  readonly endedAt: number | undefined;
}

const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'ActiveEnterTimestamp',
  'ExecMainExitTimestamp',
];
/** What systemd takes as a unit's name; a leading dash would be an option. */
const UNIT_NAME = /^[A-Za-z0-9_@:][A-Za-z0-9_@:.\\-]{0,254}$/;

/**
 * What systemd knows of some units, in the order that they were asked in: one that does not exist is `not-found`. Throws where there
 * is no systemd, or it does not answer: then nothing is known.
 */
export async function observeUnits(machine: Machine, names: readonly string[]): Promise<readonly Unit[]> {
  const bad = names.find((name) => !UNIT_NAME.test(name));
  if (bad !== undefined) throw new Error(`${JSON.stringify(bad)} is no name of a unit`);
  if (names.length === 0) return [];
  const answer = await machine.ask(['systemctl', 'show', `--property=${PROPERTIES.join(',')}`, '--', ...names]);
  if (answer === undefined) throw new Error('systemctl was not found: what runs here cannot be known');
  if (answer.exitCode !== 0) throw new Error(`systemctl show failed: ${answer.stderr.trim() || answer.exitCode}`);
  const blocks = answer.stdout.trim().split(/\n\n+/);
  if (blocks.length !== names.length)
    throw new Error(`systemctl show was asked for ${names.length} units and told of ${blocks.length}`);
  return names.map((name, index) => unitIn(name, blocks[index] ?? ''));
}

/** Those of them that are running: a timer waiting is, a service that has ended is not. */
export async function activeUnits(machine: Machine, names: readonly string[]): Promise<readonly string[]> {
  const units = await observeUnits(machine, names);
  return units.filter(({ active }) => active === 'active').map(({ name }) => name);
}

function unitIn(name: string, block: string): Unit {
  const properties = new Map(block.split('\n').map((line) => [before(line), line.slice(before(line).length + 1)]));
  const is = (property: string) => properties.get(property) ?? '';
  return {
    name,
    load: is('LoadState'),
    active: is('ActiveState'),
    sub: is('SubState'),
    result: is('Result'),
    activeSince: timeIn(is('ActiveEnterTimestamp')),
    endedAt: timeIn(is('ExecMainExitTimestamp')),
  };
}

const before = (line: string): string => line.split('=', 1)[0] ?? '';

/** `Mon 2026-04-20 10:00:00 UTC`, for that is the time zone in which we ask. */
function timeIn(text: string): number | undefined {
  const [, day, time] = /^\w+ (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(text) ?? [];
  return day === undefined ? undefined : Date.parse(`${day}T${time}Z`);
}
