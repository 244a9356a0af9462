import { type Static, Type } from 'typebox';
import type { KernelParameters } from '../observe/kernel-command-line.ts';
import { asListed, type KernelModules } from '../observe/kernel-modules.ts';
import { type InterfaceSysctls, isOfInterfaces } from '../observe/interface-sysctls.ts';
import type { Sysctls } from '../observe/sysctls.ts';
import { asksForIommu, hasParameter } from './kernel-parameters.ts';
import { hasScale, isAsStrict, isAsStrictAbsent } from './sysctl-scales.ts';

const Words = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 128 });

/** What a rule of hardening expects, as the Nix side has configured it. */
export const Expectation = Type.Object({
  /** Null, as NixOS has it: the key is left as it is. */
  sysctls: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.Integer(), Type.Boolean(), Type.String(), Type.Null()])),
  ),
  kernelParams: Type.Optional(Words),
  blockedModules: Type.Optional(Words),
});
export type Expectation = Static<typeof Expectation>;

/** What rules are held against. */
export interface HardeningFacts {
  readonly sysctls: Sysctls;
  /** Of keys with a `*` for the interface. */
  readonly ofInterfaces: InterfaceSysctls;
  readonly parameters: KernelParameters;
  readonly modules: KernelModules;
  /** IOMMUs at work. */
  readonly iommus: readonly string[];
  readonly hasIpv6: boolean;
}

/** What was observed of a rule. */
export interface RuleResult {
  readonly compliant: boolean;
  /** What is not as expected, each for people. */
  readonly problems: readonly string[];
  readonly [name: string]: unknown;
}

/** The rule that is about a piece of hardware, and not only about what the kernel was told. */
const IOMMU = 'BH-01';

/** Holds one rule against what was observed. A rule that expects nothing proves nothing. */
export function heldAgainst(id: string, expected: Expectation, facts: HardeningFacts): RuleResult {
  const parts = [
    sysctlsChecked(expectedSysctls(expected), facts),
    id === IOMMU ? iommuChecked(expected.kernelParams ?? [], facts) : parametersChecked(expected, facts),
    modulesChecked(expected, facts),
  ].filter((part) => part !== undefined);
  const problems = parts.flatMap((part) => part.problems);
  if (parts.length === 0) problems.push('expects nothing: give it something to expect, or switch it off');
  const seen = Object.fromEntries(parts.flatMap((part) => Object.entries(part.seen)));
  return { ...seen, problems, compliant: problems.length === 0 };
}

/** The values that an expectation has for sysctls, as the kernel writes them. */
export function expectedSysctls({ sysctls = {} }: Expectation): ReadonlyMap<string, string> {
  const set = Object.entries(sysctls).filter(([, value]) => value !== null);
  return new Map(set.map(([key, value]) => [key, written(value)]));
}

/** What to set where enforcing alone does not do it: networkd and NetworkManager have their own say on each link. */
const OWN_SAY: ReadonlyMap<string, string> = new Map([
  [
    'net.ipv6.conf.*.disable_ipv6',
    ' (a link of systemd-networkd: no IPv6 address, and systemd.network.networks.<name>.networkConfig = { LinkLocalAddressing = "no"; IPv6AcceptRA = false; }; one of NetworkManager: ipv6.method=disabled)',
  ],
]);

/** As many as a finding names: a host of containers has hundreds. */
const MOST_INTERFACES = 5;

interface Part {
  readonly seen: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

const written = (value: unknown): string =>
  typeof value === 'boolean' ? String(Number(value)) : String(value).trim().split(/\s+/).join(' ');

function sysctlsChecked(expected: ReadonlyMap<string, string>, facts: HardeningFacts): Part | undefined {
  if (expected.size === 0) return undefined;
  const differing = [...expected].flatMap(([key, value]) => {
    const found = differingIn(key, value, facts);
    return found === undefined ? [] : [{ key, expected: value, found }];
  });
  const scope = facts.sysctls.get('kernel.yama.ptrace_scope');
  return {
    seen: {
      ...(expected.has('kernel.yama.ptrace_scope') && { ptrace_scope: scope == null ? null : Number(scope) }),
      checks_passed: expected.size - differing.length,
      checks_total: expected.size,
    },
    problems: differing.map(({ key, expected: value, found }) =>
      found === null
        ? `the kernel has no ${key} (expected ${value})`
        : `${key} is ${found}, expected ${value}${hasScale(key) ? ' or stricter' : ''}${OWN_SAY.get(key) ?? ''}`,
    ),
  };
}

/** What there is in place of what is expected of a sysctl; null: no such key; undefined: it is met. */
function differingIn(key: string, expected: string, facts: HardeningFacts): string | null | undefined {
  const found = (isOfInterfaces(key) ? facts.ofInterfaces : facts.sysctls).get(key) ?? null;
  if (found === null) return isAsStrictAbsent(key, facts.hasIpv6) ? undefined : null;
  if (typeof found === 'string') return isAsStrict(key, expected, found) ? undefined : found;
  const loose = [...found].filter(([, value]) => !isAsStrict(key, expected, value));
  const some = loose.slice(0, MOST_INTERFACES).map(([name, value]) => `${value} on ${name}`);
  const more = loose.length - some.length;
  return loose.length === 0 ? undefined : `${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function iommuChecked(alternatives: readonly string[], { parameters, iommus }: HardeningFacts): Part {
  const [isActive, isAsked] = [iommus.length > 0, asksForIommu(parameters, alternatives)];
  return {
    seen: { hardware_active: isActive, param_present: isAsked },
    problems: [
      ...(isActive ? [] : ['no IOMMU is at work: turn on VT-d or AMD-Vi in the firmware, if the machine has it']),
      ...(isAsked ? [] : ['the kernel was not started with iommu=force, intel_iommu=on or another that asks for it']),
    ],
  };
}

function parametersChecked({ kernelParams = [] }: Expectation, { parameters }: HardeningFacts): Part | undefined {
  if (kernelParams.length === 0) return undefined;
  const missing = kernelParams.filter((each) => !hasParameter(parameters, each));
  return {
    seen: { params_present: kernelParams.length - missing.length, params_expected: kernelParams.length },
    problems: missing.map((each) => `the kernel was not started with ${each}`),
  };
}

function modulesChecked({ blockedModules = [] }: Expectation, { modules }: HardeningFacts): Part | undefined {
  if (blockedModules.length === 0) return undefined;
  const problems = blockedModules.flatMap((module) => {
    if (modules.present.includes(asListed(module))) return [`${module} is loaded, or built into the kernel`];
    if (!modules.canLoad || modules.refused.includes(asListed(module))) return [];
    const isIgnored = modules.ignored.includes(asListed(module));
    const why = isIgnored ? 'by a module that needs it, which no blacklist hinders' : 'when such a thing is plugged in';
    return [`${module} may be loaded ${why}: there is no "install ${module} ... false" (boot.extraModprobeConfig)`];
  });
  return {
    seen: { modules_blocked: blockedModules.length - problems.length, modules_expected: blockedModules.length },
    problems,
  };
}
