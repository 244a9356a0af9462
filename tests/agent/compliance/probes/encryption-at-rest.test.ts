import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine, type MachineParts } from '../a-machine.ts';

const Texts = Type.Record(Type.String(), Type.String());
/**
 * What a real Linux 6.1 (in QEMU) showed in /proc and /sys: / is btrfs over a logical volume on a LUKS partition (vda2) and over
 * another LUKS partition (vdb1); /home is ext4 on vdb2, plain, with a swap file on it; /srv is a loop device on a file in /; swap is
 * also a logical volume on LUKS, and zram. No udev: nothing in /dev/mapper is a link.
 */
const REAL = Value.Parse(
  Type.Object({ files: Texts, links: Texts }),
  JSON.parse(readFileSync(new URL('../recorded/encrypted-machine.json', import.meta.url), 'utf8')),
);
const MOUNTS = '/proc/self/mountinfo';
const SWAPS = '/proc/swaps';

/** The real machine, with other files; lines with any of `without` are not in what it mounts and swaps to. */
function theMachine({ files = {}, links = {}, ...others }: MachineParts = {}, without: readonly string[] = []) {
  const isLeft = (line: string) => !without.some((each) => line.includes(each));
  const left = (file: string) => (REAL.files[file] ?? '').split('\n').filter(isLeft).join('\n');
  return aMachine({
    files: { ...REAL.files, [MOUNTS]: left(MOUNTS), [SWAPS]: left(SWAPS), ...files },
    links: { ...REAL.links, ...links },
    ...others,
  });
}

const probed = (machine = theMachine(), options: object = {}) => runProbe('encryption-at-rest', options, machine);

const mounted = (...lines: readonly string[]) => ({ files: { [MOUNTS]: `${lines.join('\n')}\n`, [SWAPS]: '' } });
const ROOT = '25 1 0:21 / / rw,relatime - btrfs /dev/mapper/vg-root rw,subvol=/';
const TMP = '28 25 0:23 / /tmp rw,relatime - tmpfs tmpfs rw';
const overlaid = (upper: string) =>
  mounted(
    ROOT,
    TMP,
    '24 25 254:18 / /home rw - ext4 /dev/vdb2 rw',
    `31 25 0:60 / /var/lib/x rw - overlay overlay rw,lowerdir=/nix,upperdir=${upper},workdir=/home/work`,
  );

const found = (findings: readonly { readonly id: string; readonly text: string }[]) =>
  findings.map(({ id, text }) => `${id}: ${text}`);

describe('the probe of encryption at rest', () => {
  test('passes a machine whose file systems and swap are all on LUKS, whatever is stacked between', async () => {
    const { findings, ...seen } = await probed(theMachine({}, ['/home']));
    expect(findings).toEqual([]);
    expect(seen).toEqual({
      luks_device_count: 2,
      luks_devices: ['dm-0', 'dm-1'],
      file_systems: [
        { path: '/', type: 'btrfs', protection: 'encrypted', on: ['dm-1', 'dm-2'] },
        { path: '/srv', type: 'ext4', protection: 'encrypted', on: ['loop0'] },
      ],
      swap_encrypted: true,
      swap_status: 'encrypted',
      swaps: [
        { path: '/dev/mapper/vg-swap', protection: 'encrypted' },
        { path: '/dev/zram0', protection: 'memory' },
      ],
      tmp_on_tmpfs: true,
      tmp: 'memory',
      compliant: true,
    });
  });

  test('finds the one file system that is not encrypted, and the swap file on it', async () => {
    const { findings, compliant, swap_status } = await probed();
    expect([compliant, swap_status]).toEqual([false, 'plain']);
    expect(found(findings)).toEqual([
      expect.stringMatching(/^root-encrypted: \/home is not encrypted \(ext4 on vdb2\): put it on LUKS/),
      expect.stringMatching(/^swap-encrypted: memory is swapped unencrypted to \/home\/swap file:/),
    ]);
  });

  test('does not take a LUKS device somewhere for encryption of the root', async () => {
    const plain = mounted('25 1 254:18 / / rw - ext4 /dev/vdb2 rw', TMP);
    const { findings, luks_device_count } = await probed(theMachine(plain));
    expect(luks_device_count).toBe(2);
    expect(found(findings)).toEqual([expect.stringMatching(/^root-encrypted: \/ is not encrypted/)]);
  });

  test('counts all devices of a btrfs, and not only the one that it was mounted from', async () => {
    const links = { ...REAL.links };
    delete links['/sys/devices/virtual/block/dm-1/slaves/vdb1'];
    const machine = theMachine({ files: { '/sys/devices/virtual/block/dm-1/dm/uuid': 'LVM-AAAA' }, links }, [
      '/home',
      '/srv',
    ]);
    const { findings } = await probed(machine);
    expect(found(findings)).toEqual([
      expect.stringMatching(/^root-encrypted: \/ is not encrypted \(btrfs on dm-1, dm-2\)/),
    ]);
  });

  test.each(['CRYPT-VERITY-00-usr', 'CRYPT-INTEGRITY-00-data'])(
    'knows that %s checks and does not encrypt',
    async (uuid) => {
      const machine = theMachine({ files: { '/sys/devices/virtual/block/dm-0/dm/uuid': uuid } }, ['/home']);
      expect((await probed(machine)).compliant).toBe(false);
    },
  );

  test('takes swap with a random key for encrypted', async () => {
    const machine = theMachine({ files: { '/sys/devices/virtual/block/dm-3/dm/uuid': 'CRYPT-PLAIN-dev-vda3' } }, [
      '/home',
    ]);
    expect((await probed(machine)).swap_encrypted).toBe(true);
  });

  test('judges zram by the device that it writes to when it has one', async () => {
    const backed = { files: { '/sys/devices/virtual/block/zram0/backing_dev': '/dev/vdb2\n' } };
    expect((await probed(theMachine(backed, ['/home']))).swap_status).toBe('plain');
  });

  test('lets the boot partition be plain, and others where it is told so', async () => {
    const { findings } = await probed(theMachine(), { exceptPaths: ['/boot', '/home'], requireEncryptedSwap: false });
    expect(findings).toEqual([]);
    const { findings: all } = await probed(theMachine({}, ['/home']), { exceptPaths: [] });
    expect(found(all)).toEqual([expect.stringMatching(/^root-encrypted: \/boot is not encrypted/)]);
  });

  test('looks at what the paths lie on, and at nothing else', async () => {
    const options = { paths: ['/home/alice'], requireEncryptedSwap: false };
    expect((await probed(theMachine(), options)).file_systems).toEqual([
      { path: '/home', type: 'ext4', protection: 'plain', on: ['vdb2'] },
    ]);
  });

  test('does not claim to know what another machine does with its disks', async () => {
    const machine = theMachine(mounted(ROOT, TMP, '30 25 0:50 / /data rw - nfs4 nas:/data rw,addr=10.0.0.1'));
    expect(found((await probed(machine)).findings)).toEqual([
      expect.stringMatching(
        /^root-encrypted: \/data lies elsewhere \(nfs4 on nas:\/data\), and whether it is encrypted there cannot be seen/,
      ),
    ]);
  });

  test('does not claim to know a device that the kernel does not show', async () => {
    const machine = theMachine(mounted('25 1 8:1 / / rw - ext4 /dev/sda1 rw', TMP));
    expect(found((await probed(machine)).findings)).toEqual([
      expect.stringMatching(/^root-encrypted: \/ cannot be traced to a device \(ext4\)/),
    ]);
  });

  test('sees through an overlay to where it writes', async () => {
    const machine = theMachine({ ...overlaid('/home/upper'), directories: ['/home/upper'] });
    expect((await probed(machine, { exceptPaths: ['/home'] })).findings).toHaveLength(1);
  });

  test('knows where an overlay writes that the initrd has mounted', async () => {
    const machine = theMachine({ ...overlaid('/mnt-root/tmp/upper'), directories: ['/tmp/upper'] });
    expect((await probed(machine, { exceptPaths: ['/home'] })).findings).toEqual([]);
  });

  test('does not take the path of an overlay of somewhere else for one of its own, as in a container', async () => {
    const machine = theMachine(overlaid('/tmp/container/upper'));
    expect(found((await probed(machine, { exceptPaths: ['/home'] })).findings)).toEqual([
      expect.stringMatching(/^root-encrypted: \/var\/lib\/x cannot be traced to a device/),
    ]);
  });

  test('looks at the last of very many file systems, too', async () => {
    const containers = Array.from(
      { length: 250 },
      (_, index) => `${100 + index} 25 0:${300 + index} / /run/containers/${index} rw - tmpfs tmpfs${index} rw`,
    ).map((line) => line.replaceAll('tmpfs', 'squashfs'));
    const machine = theMachine(mounted(ROOT, TMP, ...containers, '24 25 254:18 / /var/mail rw - ext4 /dev/vdb2 rw'));
    const { file_systems, findings } = await probed(machine);
    expect(found(findings)).toEqual([expect.stringMatching(/^root-encrypted: \/var\/mail is not encrypted/)]);
    expect(Array.isArray(file_systems) && file_systems.length <= 200).toBe(true);
    expect(file_systems).toContainEqual(expect.objectContaining({ path: '/var/mail' }));
  });

  test('lets an overlay be that nobody can write to, as an /etc that is made of the system', async () => {
    const etc =
      '31 25 0:60 / /etc ro - overlay overlay ro,lowerdir=/run/nixos-etc-metadata::/nix/store/abc-etc-lowerdir';
    expect((await probed(theMachine(mounted(ROOT, TMP, etc)))).findings).toEqual([]);
  });

  test('lets a root in memory be, and judges where the machine keeps its state', async () => {
    const memory = '20 1 0:19 / / rw - tmpfs none rw,size=2g';
    const kept = mounted(
      memory,
      '24 20 254:18 / /persist rw - ext4 /dev/vdb2 rw',
      '26 20 7:9 / /nix/.ro rw - squashfs /dev/loop9 ro',
    );
    expect(found((await probed(theMachine(kept))).findings)).toEqual([
      expect.stringMatching(/^root-encrypted: \/persist is not encrypted/),
    ]);
  });

  test('finds a /tmp on a plain disk, and passes one on an encrypted disk', async () => {
    const plain = mounted(ROOT, '24 25 254:18 / /tmp rw - ext4 /dev/vdb2 rw');
    const options = { exceptPaths: ['/tmp'] };
    expect(found((await probed(theMachine(plain), options)).findings)).toEqual([
      'tmp-in-memory: /tmp is on a disk that is not encrypted: set boot.tmp.useTmpfs = true',
    ]);
    expect((await probed(theMachine(mounted(ROOT)))).findings).toEqual([]);
    expect((await probed(theMachine(plain), { ...options, requireTmpOnTmpfs: false })).findings).toEqual([]);
  });

  describe('of ZFS', () => {
    const zfs = mounted(
      '25 1 0:40 / / rw - zfs rpool/root rw,xattr',
      '26 25 0:41 / /home rw - zfs rpool/home rw,xattr',
      TMP,
    );
    const DISKS = 'printf "rpool\\t9G\\n\\t/dev/%s\\t9G\\n" ';
    const machine = (values: string, device: string) =>
      theMachine({ ...zfs, programs: { zfs: `printf '${values}'`, zpool: `${DISKS}${device}` } });

    test('asks each dataset whether it encrypts by itself', async () => {
      const { findings, file_systems } = await probed(
        machine('rpool/root\\taes-256-gcm\\nrpool/home\\toff\\n', 'vdb2'),
      );
      expect(file_systems).toEqual([
        { path: '/', type: 'zfs', protection: 'encrypted', on: ['rpool/root'] },
        { path: '/home', type: 'zfs', protection: 'plain', on: ['vdb2'] },
      ]);
      expect(findings).toHaveLength(1);
    });

    test('looks at the devices of the pool where a dataset does not', async () => {
      const { findings } = await probed(machine('rpool/root\\toff\\nrpool/home\\toff\\n', 'dm-0'));
      expect(findings).toEqual([]);
    });

    test('fails where there is nobody to ask', async () => {
      await expect(probed(theMachine({ ...zfs, without: ['zfs'] }))).rejects.toThrow('no program zfs');
    });
  });
});
