import type { Machine } from '../machine.ts';

/** A line of `/etc/passwd`. */
export interface User {
  readonly name: string;
  readonly id: number;
  readonly group: number;
  readonly home: string;
  /** Empty: `/bin/sh` (passwd(5)). */
  readonly shell: string;
}

/** All that `/etc/passwd` names. */
export async function observeUsers(machine: Machine): Promise<readonly User[]> {
  const lines = ((await machine.text('/etc/passwd')) ?? '').split('\n').filter((line) => /^[^#:+-][^:]*:/.test(line));
  return lines.map((line) => {
    const [name = '', , id = '', group = '', , home = '', shell = ''] = line.split(':');
    return { name, id: Number(id), group: Number(group), home, shell };
  });
}

/** Who is in a group, by its list or because it is their first one; sorted. */
export async function membersOf(machine: Machine, group: string): Promise<readonly string[]> {
  const line = ((await machine.text('/etc/group')) ?? '').split('\n').find((each) => each.startsWith(`${group}:`));
  if (line === undefined) return [];
  const [, , id = '', members = ''] = line.split(':');
  const first = (await observeUsers(machine)).filter((user) => user.group === Number(id)).map(({ name }) => name);
  return [...new Set([...members.split(',').filter(Boolean), ...first])].toSorted();
}

const NO_SHELL = ['nologin', 'false', 'true', 'sync', 'halt', 'shutdown', 'git-shell'];
/** What NixOS and others give to accounts of services; 0 is root, and 65534 nobody. */
const LAST_SYSTEM_ID = 999;

/** Whether an account is one of the system: neither root nor a person's. */
export const isSystemAccount = ({ id }: User): boolean => id > 0 && id <= LAST_SYSTEM_ID;

/** Whether an account gets a shell when it logs in. */
export const hasLoginShell = ({ shell }: User): boolean => !NO_SHELL.includes(shell.split('/').at(-1) ?? '');
