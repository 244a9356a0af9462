import { describe, expect, test } from 'vitest';
import catalogue from '../../../../nix/compliance/catalogue/controls/baseline-hardening.json' with { type: 'json' };
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine, type MachineParts } from '../a-machine.ts';

/** The rules as the Nix side gives them: with all that the catalogue expects. */
const RULES = Object.fromEntries(catalogue.rules.map(({ id, expects }) => [id, expects]));
const SYSCTLS = catalogue.rules.flatMap(({ expects }) => Object.entries({ ...expects.sysctls }));
const MODULES = catalogue.rules.flatMap(({ expects }) => expects.blockedModules ?? []);
const PARAMETERS = catalogue.rules.flatMap(({ expects }) => expects.kernelParams ?? []);

/** Where the kernel shows a sysctl, of the one interface that there is: tabs are between several values. */
const sysctlFile = ([key, value]: readonly [string, unknown]) =>
  [`/proc/sys/${key.replace('*', 'eth0').replaceAll('.', '/')}`, `${String(value).replace(' ', '\t')}\n`] as const;

/** A machine that does all that the rules say, with other sysctls; null: the kernel has no such key. */
function hardened(other: Readonly<Record<string, string | null>> = {}, parts: MachineParts = {}) {
  const sysctls = new Map<string, unknown>(SYSCTLS);
  for (const [key, value] of Object.entries(other)) {
    if (value === null) sysctls.delete(key);
    else sysctls.set(key, value);
  }
  return aMachine({
    ...parts,
    directories: ['/sys/class/iommu/dmar0'],
    files: {
      '/proc/cmdline': `BOOT_IMAGE=/kernel init=/nix/store/x/init ${PARAMETERS.join(' ')}\n`,
      '/proc/modules': 'ext4 1048576 1 - Live 0x0000000000000000\nnvme 65536 3 - Live 0x0000000000000000\n',
      '/proc/net/if_inet6': '00000000000000000000000000000001 01 80 10 80       lo\n',
      '/etc/modprobe.d/nixos.conf': MODULES.map((name) => `install ${name} /nix/store/x/bin/false\n`).join(''),
      ...Object.fromEntries([...sysctls].map(sysctlFile)),
      ...parts.files,
    },
  });
}

const probed = (machine = hardened(), rules: object = RULES) => runProbe('baseline-hardening', { rules }, machine);

/** Only the ids and texts of what is wrong, without what to do. */
async function wrong(machine = hardened(), rules: object = RULES) {
  const { findings } = await probed(machine, rules);
  return findings.map(({ id, text }) => `${id}: ${text.split('. Set ')[0]}`);
}

describe('the probe of baseline hardening', () => {
  test('is not content with a machine of which nothing is asked', async () => {
    await expect(probed(hardened(), {})).rejects.toThrow('no rule of baseline-hardening is on');
  });

  test('passes a machine that does what all rules of the catalogue say, and shows what it counted', async () => {
    const { compliant, findings, rules } = await probed();
    expect(findings).toEqual([]);
    expect(compliant).toBe(true);
    expect(rules).toMatchObject({
      'BH-01': { hardware_active: true, param_present: true, compliant: true },
      'BH-02': { params_present: 11, params_expected: 11 },
      'BH-03': { checks_passed: 9, checks_total: 9 },
      'BH-05': { ptrace_scope: 1 },
      'BH-06': { checks_passed: 30, checks_total: 30 },
      'BH-08': { checks_passed: 5, checks_total: 5 },
      'BH-09': { modules_blocked: 5, modules_expected: 5 },
    });
  });

  test('finds everything on a machine that nobody has hardened', async () => {
    const machine = aMachine({ files: { '/proc/cmdline': 'quiet\n', '/proc/modules': '', '/proc/net/if_inet6': '' } });
    const { compliant, findings } = await probed(machine);
    expect(compliant).toBe(false);
    // Of BH-04 the key alone is missing: such a kernel loads no modules at all.
    expect(findings.map(({ id }) => id)).toEqual(Object.keys(RULES).filter((id) => id !== 'BH-04'));
  });

  test('tells what differs, what was expected, and what to do', async () => {
    const { findings } = await probed(hardened({ 'kernel.kptr_restrict': '1' }));
    expect(findings).toEqual([
      {
        id: 'BH-03',
        text: 'kernel.kptr_restrict is 1, expected 2 or stricter. Set compliance.controls.baselineHardening.enforce = true (kernel parameters need a restart), or give a reason with compliance.governance.exceptions."BH-03"',
      },
    ]);
  });

  test('does not expect what the Nix side leaves alone', async () => {
    const rules = { 'BH-06': { sysctls: { 'net.ipv4.tcp_syncookies': true, 'net.ipv4.ip_forward': null } } };
    expect(await wrong(hardened({ 'net.ipv4.ip_forward': '1' }), rules)).toEqual([]);
  });

  test('takes a kernel without IPv6 for one where it is off', async () => {
    const gone = { ...Object.fromEntries(SYSCTLS.filter(([key]) => key.includes('ipv6')).map(([key]) => [key, null])) };
    const rules = { 'BH-07': RULES['BH-07'], 'BH-10': RULES['BH-10'] };
    expect(await wrong(hardened(gone), rules)).toHaveLength(2);
    const machine = aMachine({ files: { '/proc/cmdline': 'ipv6.disable=1' } });
    expect(await wrong(machine, rules)).toEqual([]);
  });

  test('does not take a key that the kernel lacks for a strict value', async () => {
    expect(await wrong(hardened({ 'kernel.yama.ptrace_scope': null }))).toEqual([
      'BH-05: the kernel has no kernel.yama.ptrace_scope (expected 1)',
    ]);
    // Without SysRq and performance events there is nothing to keep in check.
    expect(await wrong(hardened({ 'kernel.sysrq': null, 'kernel.perf_event_paranoid': null }))).toEqual([]);
  });

  test.each([
    ['intel_iommu=on', []],
    ['amd_iommu=force_isolation', []],
    ['intel_iommu=on,sm_on', []],
    ['iommu=force intel_iommu=off', ['asks for it']],
    ['iommu=pt intel_iommu=on', ['asks for it']],
    ['quiet -- iommu=force', ['asks for it']],
  ])('judges an IOMMU with %s', async (commandLine, problems) => {
    const machine = hardened({}, { files: { '/proc/cmdline': `${commandLine}\n` } });
    const expected = problems.map((each) => expect.stringContaining(each));
    expect(await wrong(machine, { 'BH-01': RULES['BH-01'] })).toEqual(expected);
  });

  test('wants the IOMMU to be at work, and not only asked for', async () => {
    const machine = aMachine({ directories: ['/sys/class/iommu'], files: { '/proc/cmdline': 'iommu=force' } });
    expect(await wrong(machine, { 'BH-01': {} })).toEqual([expect.stringContaining('no IOMMU is at work')]);
  });

  test.each([
    ['pti=on pti=off', ['pti=on']],
    ['pti=off "odd=a b" pti=on', []],
  ])('lets the last of a parameter count in %s', async (commandLine, missing) => {
    const machine = hardened({}, { files: { '/proc/cmdline': commandLine } });
    const expected = missing.map((each) => `BH-02: the kernel was not started with ${each}`);
    expect(await wrong(machine, { 'BH-02': { kernelParams: ['pti=on'] } })).toEqual(expected);
  });

  test.each([
    ['slab_nomerge=yes', 'slab_nomerge'],
    ['slub_debug=FZP', 'slub_debug=FZPU'],
    ['slub_debug=FZP', 'slab_debug=PZF'],
    ['page_poison=on', 'page-poison=1'],
    ['spec_store_bypass_disable=seccomp', 'spec_store_bypass_disable=on'],
  ])('takes for %s also %s', async (expected, given) => {
    const rules = { 'BH-02': { kernelParams: [expected] } };
    expect(await wrong(hardened({}, { files: { '/proc/cmdline': given } }), rules)).toEqual([]);
  });

  describe('of modules', () => {
    const rules = { 'BH-09': { blockedModules: ['usb-storage'] } };
    const files = (text: string, loaded = '') => ({ '/etc/modprobe.d/nixos.conf': text, '/proc/modules': loaded });

    test('knows a loaded module by the name that the kernel lists it under', async () => {
      const loaded = 'usb_storage 81920 1 uas, Live 0x0000000000000000\n';
      const machine = hardened({}, { files: files('blacklist usb-storage\n', loaded) });
      expect(await wrong(machine, rules)).toEqual(['BH-09: usb-storage is loaded, or built into the kernel']);
    });

    test('wants a module that is not loaded to be kept out as well', async () => {
      const machine = hardened(
        {},
        { files: files('# install usb-storage /bin/false\ninstall usb-storage-extra /bin/false\n') },
      );
      expect(await wrong(machine, rules)).toEqual([
        'BH-09: usb-storage may be loaded when such a thing is plugged in: there is no "install usb-storage ... false" (boot.extraModprobeConfig)',
      ]);
    });

    test.each([
      ['blacklist usb-storage', ''],
      ['', 'modprobe.blacklist=usb-storage'],
    ])('does not take %s%s for enough: uas brings it along', async (line, commandLine) => {
      const machine = hardened({}, { files: { ...files(`${line}\n`), '/proc/cmdline': commandLine } });
      expect(await wrong(machine, rules)).toEqual([
        expect.stringContaining('usb-storage may be loaded by a module that needs it, which no blacklist hinders'),
      ]);
    });

    test.each([
      'install usb_storage /bin/true',
      'install usb-storage /run/current-system/sw/bin/false',
      'blacklist usb-storage\ninstall usb-storage \\\n  /nix/store/x-coreutils/bin/false',
    ])('takes %s', async (line) => {
      expect(await wrong(hardened({}, { files: files(`${line}\n`) }), rules)).toEqual([]);
    });

    test('does not take an install that does something', async () => {
      const machine = hardened(
        {},
        { files: files('install usb-storage /sbin/modprobe --ignore-install usb-storage\n') },
      );
      expect(await wrong(machine, rules)).toHaveLength(1);
    });

    test('takes the list of the kernel, as the kernel reads it, and a kernel that loads none', async () => {
      const listed = (names: string) => ({ '/proc/cmdline': `module_blacklist=${names}`, ...files('') });
      expect(await wrong(hardened({}, { files: listed('usb_storage,floppy') }), rules)).toEqual([]);
      expect(await wrong(hardened({}, { files: listed('usb-storage,floppy') }), rules)).toHaveLength(1);
      expect(await wrong(aMachine({ files: { '/proc/cmdline': '' } }), rules)).toEqual([]);
    });
  });

  describe('of interfaces', () => {
    /** Values of a sysctl by `all`, `default` or interface. */
    const conf = (key: string, values: Readonly<Record<string, number>>) =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => {
          const [net, family, , , last] = key.split('.');
          return [`/proc/sys/${net}/${family}/conf/${name}/${last}`, `${value}\n`];
        }),
      );
    const judged = (key: string, expected: number, values: Readonly<Record<string, number>>) => {
      const files = { '/proc/cmdline': '', '/proc/net/if_inet6': '', ...conf(key, values) };
      return wrong(aMachine({ files }), { 'BH-06': { sysctls: { [key]: expected } } });
    };
    const REDIRECTS = 'net.ipv6.conf.*.accept_redirects';
    const PATHS = 'net.ipv4.conf.*.rp_filter';

    test('wants IPv6 redirects refused by an interface that was there before anybody set the default', async () => {
      expect(await judged(REDIRECTS, 0, { all: 0, default: 0, lo: 1, eth0: 1, 'eth0.10': 0 })).toEqual([
        `BH-06: ${REDIRECTS} is 1 on eth0, expected 0 or stricter`,
      ]);
      expect(await judged(REDIRECTS, 0, { all: 1, default: 0, lo: 1, eth0: 0, 'eth0.10': 0 })).toEqual([]);
    });

    test.each([
      ['all demands more than the interface', { all: 1, eth0: 0 }, 0],
      ['the interface is loose, which counts for more', { all: 1, eth0: 2 }, 1],
      ['both are off', { all: 0, eth0: 0 }, 1],
      ['the interface is strict by itself', { all: 0, eth0: 1 }, 0],
      ['all is loose', { all: 2, eth0: 1 }, 1],
    ])('reads rp_filter as the kernel does where %s', async (_, values, problems) => {
      expect(await judged(PATHS, 1, values)).toHaveLength(problems);
    });

    test('finds what was set for one interface alone', async () => {
      const key = 'net.ipv4.conf.*.send_redirects';
      expect(await judged(key, 0, { all: 0, default: 0, eth0: 0, eth1: 1 })).toEqual([
        `BH-06: ${key} is 1 on eth1, expected 0 or stricter`,
      ]);
    });

    test('says so where the kernel has no such key', async () => {
      expect(await judged(REDIRECTS, 0, {})).toEqual([`BH-06: the kernel has no ${REDIRECTS} (expected 0)`]);
    });
  });

  test('takes no rule for met that expects nothing', async () => {
    expect(await wrong(hardened(), { 'BH-03': { sysctls: {} } })).toEqual([
      'BH-03: expects nothing: give it something to expect, or switch it off',
    ]);
  });

  test('refuses keys that lead elsewhere', async () => {
    const rules = { 'BH-03': { sysctls: { 'kernel/../../../etc/passwd': 1 } } };
    await expect(probed(hardened(), rules)).rejects.toThrow('is no key of a sysctl');
  });
});
