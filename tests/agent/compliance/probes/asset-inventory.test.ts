import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine, DAY, type MachineParts, NOON } from '../a-machine.ts';

const SYSTEM = '/nix/store/1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-nixos-system-web-01';
const PROFILES = '/nix/var/nix/profiles';
const UNITS = JSON.stringify([
  { unit: 'sshd.service', load: 'loaded', active: 'active', sub: 'running', description: 'SSH Daemon' },
  { unit: 'nginx.service', load: 'loaded', active: 'active', sub: 'running', description: 'Nginx' },
]);

const PARTS = {
  files: {
    '/proc/sys/kernel/hostname': 'web-01\n',
    '/etc/os-release': 'BUILD_ID="24.05.20240531.abcdef0"\n',
    '/sys/class/net/eth0/operstate': 'up\n',
    '/sys/class/net/lo/operstate': 'unknown\n',
    '/sys/class/net/bonding_masters': '',
  },
  links: {
    '/run/current-system': SYSTEM,
    [`${PROFILES}/system`]: 'system-7-link',
    [`${PROFILES}/system-7-link`]: SYSTEM,
  },
  changed: { [`${PROFILES}/system-7-link`]: NOON - 2 * DAY },
  programs: { systemctl: `cat <<'END'\n${UNITS}\nEND` },
} satisfies MachineParts;

const probed = (parts: MachineParts = {}) => runProbe('asset-inventory', {}, aMachine({ ...PARTS, ...parts }));
const found = async (parts: MachineParts) => (await probed(parts)).findings.map(({ id }) => id);

describe('the probe of the asset inventory', () => {
  test('passes a machine that knows what it is', async () => {
    expect(await probed()).toEqual({
      host_registered: true,
      hostname: 'web-01',
      system: SYSTEM,
      nixos_version: '24.05.20240531.abcdef0',
      interface_count: 2,
      network_interfaces: [
        { name: 'eth0', state: 'up' },
        { name: 'lo', state: 'unknown' },
      ],
      service_count: 2,
      running_services: ['nginx.service', 'sshd.service'],
      last_config_apply: '2026-04-18T12:00:00Z',
      compliant: true,
      findings: [],
    });
  });

  test.each([
    ['has no name', { '/proc/sys/kernel/hostname': '(none)\n' }, ['identity']],
    ['has the name of every machine', { '/proc/sys/kernel/hostname': 'localhost\n' }, ['identity']],
    ['does not know its version', { '/etc/os-release': 'NAME=NixOS\n' }, ['system']],
  ])('fails one that %s', async (_, files, expected) => {
    expect(await found({ files: { ...PARTS.files, ...files } })).toEqual(expected);
  });

  test('fails one that runs something from outside the store', async () => {
    const links = { ...PARTS.links, '/run/current-system': '/tmp/system' };
    expect(await found({ links })).toEqual(['system']);
  });

  test('takes a silent systemd for an unknown and not for no services', async () => {
    expect(await found({ programs: { systemctl: 'echo "Host is down" >&2; exit 1' } })).toEqual(['inventory']);
    expect(await found({ programs: {}, without: ['systemctl'] })).toEqual(['inventory']);
  });

  test('fails a machine of which it knows nothing', async () => {
    const { findings } = await runProbe('asset-inventory', {}, aMachine({ without: ['systemctl'] }));
    expect(findings.map(({ id }) => id)).toEqual(['identity', 'system', 'system', 'inventory', 'inventory']);
  });

  test('names no more services than evidence has room for', async () => {
    const units = Array.from({ length: 600 }, (_, index) => ({ unit: `container-${index}.service` }));
    const output = await probed({ programs: { systemctl: `cat <<'END'\n${JSON.stringify(units)}\nEND` } });
    expect(output['service_count']).toBe(600);
    expect(output['running_services']).toHaveLength(512);
  });
});
