import { isAbsolute, join } from 'node:path';

/** Where a user's operation logs are: in `$XDG_STATE_HOME` if it is an absolute path, else in `~/.local/state`; without a home nowhere. */
export function logFolder(
  { XDG_STATE_HOME: xdg }: Readonly<Record<string, string | undefined>>,
  home: string | undefined,
): string | undefined {
  const state = xdg !== undefined && isAbsolute(xdg) ? xdg : home && join(home, '.local/state');
  return state && join(state, 'nixfleet/logs');
}

/** What the name of a log says. */
export interface LogName {
  /** Without `.jsonl`. */
  readonly name: string;
  readonly startedAt: number;
  readonly operation: string;
}

const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z_([a-z][a-z-]*?)(?:-([0-9a-f]{3})[0-9a-f]{4})?\.jsonl$/;

/** `20260418T163900Z_deploy-0643f9a.jsonl`: behind the operation the milliseconds, and four digits of chance, `suffix`. */
export function logFileName(startedAt: Date, operation: string, suffix: string): string {
  const stamp = startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${stamp}Z_${operation}-${startedAt.getMilliseconds().toString(16).padStart(3, '0')}${suffix}.jsonl`;
}

/** The logs among the files of the folder, newest first; other files are none of ours. */
export const logsAmong = (files: readonly string[]): LogName[] =>
  files
    .flatMap((file) => {
      const [, year, month, day, hour, minute, second, operation, ms = '0'] = NAME.exec(file) ?? [];
      const startedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + Number.parseInt(ms, 16);
      const name = file.slice(0, -'.jsonl'.length);
      return operation === undefined || Number.isNaN(startedAt) ? [] : [{ name, startedAt, operation }];
    })
    .toSorted((a, b) => b.startedAt - a.startedAt || (a.name < b.name ? 1 : -1));

const LONGEST_MS = 90 * 24 * 60 * 60 * 1000;
const MOST = 500;
/** Operations that change nothing: a script that asks every second must not drive out the others. */
const LOOKS: readonly string[] = ['rollout-status', 'plan'];
const MOST_LOOKS = 50;

/** The logs that are no longer kept: older than 90 days, or past the newest 500; of those of looking, past the newest 50. */
export function expiredLogs(logs: readonly LogName[], now: number): LogName[] {
  const looks = logs.filter(({ operation }) => LOOKS.includes(operation)).slice(MOST_LOOKS);
  const kept = logs.filter((log) => !looks.includes(log) && now - log.startedAt <= LONGEST_MS).slice(0, MOST);
  return logs.filter((log) => !kept.includes(log));
}
