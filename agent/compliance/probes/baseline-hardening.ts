import { Type } from 'typebox';
import { Expectation, expectedSysctls, heldAgainst, type RuleResult } from '../hardening/hardening-rule.ts';
import { isOfInterfaces, observeInterfaceSysctls } from '../observe/interface-sysctls.ts';
import { observeKernelParameters } from '../observe/kernel-command-line.ts';
import { observeKernelModules } from '../observe/kernel-modules.ts';
import { observeSysctls } from '../observe/sysctls.ts';
import { probe, type Problem } from '../probe.ts';

const Options = Type.Object({
  /** Only the rules that are on, each with what it expects: the Nix side enforces just that. */
  rules: Type.Record(Type.String({ pattern: '^[A-Z]{2}-[0-9]{2}$' }), Expectation, { default: {} }),
});

/** As much of a rule as a finding says; the evidence has it all. */
const MOST_TOLD = 8;

/** How the kernel and its network are set up: what the running kernel says, and not what some file wants. */
export const baselineHardening = probe({
  control: 'baseline-hardening',
  options: Options,

  async observe(machine, { rules }) {
    const keys = Object.values(rules).flatMap((expected) => [...expectedSysctls(expected).keys()]);
    const facts = {
      sysctls: await observeSysctls(
        machine,
        keys.filter((key) => !isOfInterfaces(key)),
      ),
      ofInterfaces: await observeInterfaceSysctls(machine, keys.filter(isOfInterfaces)),
      parameters: await observeKernelParameters(machine),
      modules: await observeKernelModules(machine),
      iommus: (await machine.names('/sys/class/iommu')) ?? [],
      // A kernel without IPv6, and one that was started with `ipv6.disable=1`, has no such file.
      hasIpv6: (await machine.text('/proc/net/if_inet6')) !== undefined,
    };
    const results = Object.entries(rules).map(([id, expected]) => [id, heldAgainst(id, expected, facts)] as const);
    return { rules: Object.fromEntries(results) };
  },

  judge(seen) {
    return Object.entries(seen.rules).flatMap(([id, result]) => problemOf(id, result));
  },
});

function problemOf(id: string, { compliant, problems }: RuleResult): readonly Problem[] {
  if (compliant) return [];
  const told = problems.slice(0, MOST_TOLD).join('; ');
  const more = problems.length > MOST_TOLD ? `; and ${problems.length - MOST_TOLD} more` : '';
  const what = `${told}${more}`;
  return [
    {
      id,
      text: `${what}. Set compliance.controls.baselineHardening.enforce = true (kernel parameters need a restart), or give a reason with compliance.governance.exceptions."${id}"`,
    },
  ];
}
