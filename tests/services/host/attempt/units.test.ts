import { describe, expect, test } from 'vitest';
import {
  deadManUnitCommand,
  followCommand,
  resetCommand,
  returnUnitCommand,
  stateCommand,
  stopCommand,
  switchUnitCommand,
  wordsCommand,
} from '../../../../services/host/attempt/units.ts';

const place = {
  keeper: ['/nix/store/n/bin/node', '/nix/store/k/keeper.js'],
  folder: '/run/nixfleet/attempts/17',
  env: { NIXFLEET_ROOT: '/', PATH: '/bin:/sbin' },
};
const KEEPER = '/nix/store/n/bin/node /nix/store/k/keeper.js';
const ENV = ['--setenv=NIXFLEET_ROOT=/', '--setenv=PATH=/bin:/sbin'];
const FIRST = ['systemd-run', '--quiet', '--no-ask-password'];

describe('a unit of an attempt', () => {
  test('is the switch, ended at its limit, which leaves nothing behind but a file', () => {
    const argv = ['/nix/store/a-b/bin/switch-to-configuration', 'test'];
    expect(switchUnitCommand(place, 'test', argv, 900_000).argv).toEqual([
      ...FIRST,
      '--unit=nixfleet-switch.service',
      '--collect',
      '--description=NixFleet: brings this machine to another closure',
      '--service-type=exec',
      '--property=RuntimeMaxSec=900000ms',
      `--property=ExecStartPre=${KEEPER} begin /run/nixfleet/attempts/17 test`,
      `--property=ExecStopPost=${KEEPER} end /run/nixfleet/attempts/17 test`,
      '--property=TimeoutStopSec=10s',
      ...ENV,
      '--',
      ...argv,
    ]);
  });

  test('is the dead man, on a timer that is exact to the second', () => {
    expect(deadManUnitCommand(place, 'nixfleet-rollback', 1_020_000).argv).toEqual([
      ...FIRST,
      '--unit=nixfleet-rollback',
      '--collect',
      '--description=NixFleet: takes this machine back unless the agent confirms',
      '--on-active=1020000ms',
      '--timer-property=AccuracySec=1s',
      '--property=Restart=on-failure',
      '--property=RestartSec=2s',
      '--property=TimeoutStopSec=10s',
      ...ENV,
      '--',
      ...place.keeper,
      'back',
      '/run/nixfleet/attempts/17',
    ]);
  });

  test('is a timer also when its time is past', () => {
    expect(deadManUnitCommand(place, 'nixfleet-rollback-confirm', -3).argv).toContain('--on-active=1ms');
  });

  test('is the way back that an agent asks for', () => {
    const { argv } = returnUnitCommand(place);
    expect(argv).toContain('--unit=nixfleet-return.service');
    expect(argv).toEqual(
      expect.arrayContaining(['--property=StartLimitIntervalSec=600s', '--property=StartLimitBurst=5']),
    );
    expect(argv.slice(-4)).toEqual([...place.keeper, 'back', '/run/nixfleet/attempts/17']);
  });

  test('says nothing that systemd would read otherwise', () => {
    const odd = { ...place, keeper: ['/opt/my node', '/opt/100%/$HOME/"k".js'] };
    const { argv } = switchUnitCommand(odd, 'test', ['true'], 1);
    expect(argv).toContain(
      '--property=ExecStopPost="/opt/my node" "/opt/100%%/$$HOME/\\"k\\".js" end /run/nixfleet/attempts/17 test',
    );
    expect(() => switchUnitCommand({ ...place, keeper: ['a\nb'] }, 'test', ['true'], 1)).toThrow('cannot be part');
  });
});

describe('systemd', () => {
  test.each([
    [resetCommand('a.service'), 'systemctl reset-failed a.service'],
    [stopCommand('a.timer', 'b.timer'), 'systemctl stop a.timer b.timer'],
    [stateCommand('a.timer'), 'systemctl show --property=ActiveState --value a.timer'],
    [wordsCommand('0f'), 'journalctl --no-pager --output=cat --lines=100 _SYSTEMD_INVOCATION_ID=0f'],
    [followCommand('a.service'), 'journalctl --no-pager --output=cat --lines=0 --follow --unit=a.service'],
  ])('is asked by %j', ({ argv }, words) => expect(argv.join(' ')).toBe(words));
});
