import { describe, expect, test } from 'vitest';
import { bootChanges, type BootParts, bootPartsIn } from '../../../machines/policy/boot-changes.ts';

const path = (name: string, hash = 'a') => `/nix/store/${hash}-${name}`;

const SYSTEM: BootParts = {
  kernel: path('linux-6.6.1'),
  initrd: path('initrd-linux-6.6.1'),
  'kernel-modules': path('linux-6.6.1-modules'),
  'kernel-params': 'loglevel=4',
  systemd: path('systemd-254.6'),
  firmware: path('firmware'),
};

describe('what needs a reboot', () => {
  test('is nothing when the system boots the same', () => expect(bootChanges(SYSTEM, SYSTEM)).toEqual([]));

  test('is another kernel, with what goes along with it', () => {
    const next = {
      ...SYSTEM,
      kernel: path('linux-6.6.8'),
      initrd: path('initrd-linux-6.6.8'),
      'kernel-modules': path('linux-6.6.8-modules'),
    };
    expect(bootChanges(SYSTEM, next)).toEqual([
      { part: 'kernel', from: '6.6.1', to: '6.6.8' },
      { part: 'initrd', from: '6.6.1', to: '6.6.8' },
      { part: 'kernel-modules', from: '6.6.1', to: '6.6.8' },
    ]);
  });

  test.each([
    ['the same kernel made anew', 'kernel', path('linux-6.6.1', 'b'), '6.6.1'],
    ['other words for the kernel', 'kernel-params', 'loglevel=7', null],
    ['another systemd', 'systemd', path('systemd-255.2'), '255.2'],
    ['other firmware', 'firmware', path('firmware', 'b'), null],
  ] as const)('is %s', (_, part, value, to) => {
    expect(bootChanges(SYSTEM, { ...SYSTEM, [part]: value })).toMatchObject([{ part, to }]);
  });

  test('is not the same systemd made anew, which takes over by itself', () => {
    expect(bootChanges(SYSTEM, { ...SYSTEM, systemd: path('systemd-254.6', 'b') })).toEqual([]);
  });

  test('is nothing for what boots no kernel, as a container or a Mac', () => {
    expect(bootChanges({}, SYSTEM)).toEqual([]);
    expect(bootChanges({ systemd: path('systemd-254.6') }, { ...SYSTEM, kernel: path('linux-6.7') })).toEqual([]);
  });

  test('is told from what a system refers to', () => {
    const { 'kernel-params': _, ...named } = SYSTEM;
    const others = [path('etc'), path('linux-pam-1.5.3'), path('linux-firmware-20240101'), path('systemd-stage-1')];
    expect(bootPartsIn([...others, ...Object.values(named)])).toEqual(named);
  });

  test.each(['linux-6.6.1', 'linux-hardened-6.1.60', 'linux-xanmod_latest-6.6', 'linux-rt-6.1'])(
    '%s is a kernel',
    (name) => expect(bootPartsIn([path(name), path(`${name}-modules`)])['kernel']).toBe(path(name)),
  );
});
