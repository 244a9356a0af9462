/** What a unit of a test is, under systemd's names; what is left out is as in an idle service. */
export type UnitProperties = Readonly<Record<string, string>>;

/**
 * A script that answers `systemctl show` as systemd does, for the units of a test; all others are `not-found`. For
 * `programs: { systemctl: systemctlWith({ 'auditd.service': ACTIVE }) }` of a machine.
 */
export function systemctlWith(units: Readonly<Record<string, UnitProperties>> = {}): string {
  const cases = Object.entries(units).map(([name, properties]) => {
    const all = { ...IDLE, Id: name, ...properties };
    const lines = Object.entries(all).map(([property, value]) => `${property}=${value}`);
    return `'${name}') printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')};;`;
  });
  return `#!/bin/sh
[ "$1" = show ] || { echo "not in this test: systemctl $*" >&2; exit 1; }
while [ "$1" != -- ]; do shift; done
shift
separator=
for unit; do
  printf "$separator"
  case "$unit" in
  ${cases.join('\n  ')}
  *) printf '%s\\n' "Id=$unit" LoadState=not-found ActiveState=inactive SubState=dead;;
  esac
  separator='\\n'
done
`;
}

/** A service that runs. */
export const ACTIVE: UnitProperties = { ActiveState: 'active', SubState: 'running' };

const IDLE: UnitProperties = { LoadState: 'loaded', ActiveState: 'inactive', SubState: 'dead', Result: 'success' };
