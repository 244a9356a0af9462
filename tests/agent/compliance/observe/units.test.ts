import { expect, test } from 'vitest';
import { activeUnits, observeUnits } from '../../../../agent/compliance/observe/units.ts';
import { aMachine } from '../a-machine.ts';
import { ACTIVE, systemctlWith } from '../a-systemctl.ts';

const systemctl = systemctlWith({
  'a.service': { ...ACTIVE, ActiveEnterTimestamp: 'Mon 2026-04-20 10:00:00 UTC' },
  'b.timer': { ActiveState: 'active', SubState: 'waiting' },
  'c.service': { ExecMainExitTimestamp: 'Mon 2026-04-20 09:30:00 UTC', Result: 'exit-code' },
});
const machine = () => aMachine({ programs: { systemctl } });

test('units are told in the order in which they were asked for, also those that do not exist', async () => {
  const units = await observeUnits(machine(), ['c.service', 'none.service', 'a.service']);
  expect(units).toEqual([
    {
      ...{ name: 'c.service', load: 'loaded', active: 'inactive', sub: 'dead', result: 'exit-code' },
      ...{ activeSince: undefined, endedAt: Date.UTC(2026, 3, 20, 9, 30) },
    },
    {
      ...{ name: 'none.service', load: 'not-found', active: 'inactive', sub: 'dead', result: '' },
      ...{ activeSince: undefined, endedAt: undefined },
    },
    {
      ...{ name: 'a.service', load: 'loaded', active: 'active', sub: 'running', result: 'success' },
      ...{ activeSince: Date.UTC(2026, 3, 20, 10), endedAt: undefined },
    },
  ]);
});

test('active units are those that run, and timers that wait', async () => {
  expect(await activeUnits(machine(), ['a.service', 'b.timer', 'c.service'])).toEqual(['a.service', 'b.timer']);
});

test('where systemd does not answer nothing is known of units', async () => {
  await expect(observeUnits(aMachine({ without: ['systemctl'] }), ['a.service'])).rejects.toThrow(
    'systemctl was not found',
  );
  const off = aMachine({ programs: { systemctl: 'echo Host is down >&2; exit 1' } });
  await expect(observeUnits(off, ['a.service'])).rejects.toThrow('Host is down');
});

test('what is no name of a unit is asked of nobody', async () => {
  await expect(observeUnits(machine(), ['--all'])).rejects.toThrow('no name of a unit');
});
