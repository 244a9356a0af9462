import { describe, expect, test } from 'vitest';
import { heldAgainst } from '../../../../agent/compliance/hardening/hardening-rule.ts';
import { parametersOf } from '../../../../agent/compliance/observe/kernel-command-line.ts';
import catalogue from '../../../../nix/compliance/catalogue/controls/baseline-hardening.json' with { type: 'json' };

const RULES = catalogue.rules.map(({ id, expects }) => ({ id, sysctls: expects.sysctls ?? {} }));

/** What is wrong when the kernel says something of the sysctls of a rule. */
function wrong(expected: object, found: Readonly<Record<string, unknown>>): readonly string[] {
  const values = Object.entries(found).map(([key, value]) => [key, String(value)] as const);
  const facts = {
    sysctls: new Map(values),
    ofInterfaces: new Map(values.map(([key, value]) => [key, new Map([['eth0', value]])])),
    modules: { canLoad: true, present: [], refused: [], ignored: [] },
    parameters: parametersOf(''),
    iommus: [],
    hasIpv6: true,
  };
  return heldAgainst('BH-00', { sysctls: { ...expected } }, facts).problems;
}

describe('a rule of hardening', () => {
  test.each(RULES.flatMap(({ id, sysctls }) => Object.keys(sysctls).map((key) => [id, key] as const)))(
    '%s checks %s',
    (id, key) => {
      const expected = RULES.find((rule) => rule.id === id)?.sysctls ?? {};
      // Which of them is the looser one differs.
      const all = ['-7', '99999999'].flatMap((value) => wrong(expected, { ...expected, [key]: value }));
      expect(all.join()).toContain(`${key} is `);
    },
  );

  test.each([
    ['kernel.kptr_restrict', 1, 2],
    ['kernel.yama.ptrace_scope', 1, 3],
    ['kernel.perf_event_paranoid', 2, 3],
    ['kernel.perf_event_max_sample_rate', 100, 1],
    ['kernel.unprivileged_bpf_disabled', 2, 1],
    ['kernel.sysrq', 176, 16],
    ['kernel.sysrq', 1, 438],
    ['net.ipv4.conf.eth0.rp_filter', 2, 1],
    ['net.ipv4.conf.eth0/10.send_redirects', 1, 0],
    ['fs.suid_dumpable', 2, 0],
  ])('takes what is stricter: %s = %s is met by %s', (key, expected, found) => {
    expect(wrong({ [key]: expected }, { [key]: found })).toEqual([]);
    // And not the other way round.
    expect(wrong({ [key]: found }, { [key]: expected })).toHaveLength(1);
  });

  test.each([
    // No limit at all.
    ['kernel.perf_cpu_time_max_percent', 1, 0],
    // Everything.
    ['kernel.sysrq', 176, 1],
    ['kernel.sysrq', 176, 64],
    ['net.ipv4.ip_local_port_range', '32768 65535', '32768 60999'],
    // Of a key that nobody here knows, more is not better.
    ['vm.overcommit_memory', 1, 2],
    ['net.ipv4.conf.all.arp_ignore', 2, 3],
  ])('does not take %s = %s for met by %s', (key, expected, found) => {
    expect(wrong({ [key]: expected }, { [key]: found })).toEqual([
      expect.stringContaining(`${key} is ${found}, expected`),
    ]);
  });

  test('says what to set for links on which networkd or NetworkManager turns IPv6 on', () => {
    const key = 'net.ipv6.conf.*.disable_ipv6';
    const [problem] = wrong({ [key]: 1 }, { [key]: 0 });
    expect(problem).toContain('LinkLocalAddressing = "no"; IPv6AcceptRA = false;');
    expect(problem).toContain('ipv6.method=disabled');
  });

  test('names a few of the interfaces on which something is loose', () => {
    const key = 'net.ipv4.conf.*.rp_filter';
    const names = ['eth0', ...Array.from({ length: 40 }, (_, index) => `veth${index}`)];
    const facts = {
      sysctls: new Map<string, string>(),
      ofInterfaces: new Map([[key, new Map(names.map((name) => [name, name === 'veth3' ? '1' : '2']))]]),
      modules: { canLoad: true, present: [], refused: [], ignored: [] },
      parameters: parametersOf(''),
      iommus: [],
      hasIpv6: true,
    };
    expect(heldAgainst('BH-00', { sysctls: { [key]: 1 } }, facts)).toMatchObject({
      checks_passed: 0,
      checks_total: 1,
      problems: [
        `${key} is 2 on eth0, 2 on veth0, 2 on veth1, 2 on veth2, 2 on veth4 and 35 more, expected 1 or stricter`,
      ],
    });
  });
});
