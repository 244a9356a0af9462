import type { InterfaceCondition } from './interface-condition.ts';
import {
  type FilterChain,
  type FilterRule,
  type FilterTable,
  MOST_PORTS,
  narrowest,
  type Reach,
  type Verdict,
} from './packet-filter.ts';

/** Targets that end nothing. */
const PASSING = ['LOG', 'NFLOG', 'ULOG', 'TRACE', 'MARK', 'CONNMARK', 'AUDIT'];

/** The table `filter` in what `iptables-save` or `ip6tables-save` prints; without one there are no rules. */
export function iptablesTable(text: string, family: 'ip' | 'ip6'): FilterTable {
  const [, filter = ''] = /^\*filter$([\s\S]*?)^COMMIT$/m.exec(text) ?? [];
  const lines = filter.split('\n');
  const chains = lines.flatMap((line) => {
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    return name === undefined ? [] : [chainOf(name, policy ?? '-', lines)];
  });
  return { isOfIptables: false, families: [family], chains };
}

function chainOf(name: string, policy: string, lines: readonly string[]): FilterChain {
  const own = lines.filter((line) => line.startsWith(`-A ${name} `));
  const isBuiltIn = policy === 'DROP' || policy === 'ACCEPT';
  return {
    name,
    isInput: name === 'INPUT' && isBuiltIn,
    policy: isBuiltIn ? (policy === 'DROP' ? 'drop' : 'accept') : undefined,
    rules: own.map((line) => ruleOf(line.slice(`-A ${name} `.length))),
  };
}

/** What people wrote into a rule may look like a part of it. */
const QUOTED = /"(?:[^"\\]|\\.)*"/g;

function ruleOf(written: string): FilterRule {
  const rule = written.replace(QUOTED, '""').replace(/-m comment --comment \S+/g, '');
  const [, conditions = '', how, target = ''] = /^(.*?)(?:^|\s)(-j|-g) (\S+)/.exec(rule) ?? [];
  if (how === undefined) return { reach: 'some', interfaces: [], verdict: undefined };
  const parts = partsOf(conditions);
  const interfaces = parts.flatMap(interfaceIn);
  const rest = parts.filter((part) => interfaceIn(part).length === 0);
  return { reach: narrowest(rest.map(reachOfPart)), interfaces, verdict: verdictOf(how, target) };
}

/** Conditions that are for whatever opens something, wherever it comes from. */
const FOR_ALL = /^(?:-m (?:conntrack --ct|state --)state (?:\S+,)?NEW(?:,\S+)?)$/;
/** Conditions for all of what carries services. */
const FOR_MOST = /^-p (?:tcp|udp)(?: -m (?:tcp|udp|multiport))*$/;
const PORTS = /(?: --dports? (\d+):(\d+))$/;

const partsOf = (conditions: string): readonly string[] =>
  conditions
    .trim()
    .split(/(?<!!)\s+(?=(?:! )?-[ips] |-m (?:conntrack|state) )/)
    .filter(Boolean);

/** `-i eth0`, `! -i lo`; a plus at the end is iptables' star. */
function interfaceIn(condition: string): readonly InterfaceCondition[] {
  const [, not, name] = /^(! )?-i (\S+)$/.exec(condition) ?? [];
  return name === undefined ? [] : [{ names: [name.replace(/\+$/, '*')], isNegated: not !== undefined }];
}

function reachOfPart(condition: string): Reach {
  if (FOR_ALL.test(condition)) return 'all';
  const [, first = 0, last = 0] = PORTS.exec(condition) ?? [];
  const isWide = !PORTS.test(condition) || Number(last) - Number(first) + 1 >= MOST_PORTS;
  return isWide && FOR_MOST.test(condition.replace(PORTS, '')) ? 'most' : 'some';
}

function verdictOf(how: string, target: string): Verdict | undefined {
  if (how === '-g') return { goto: target };
  if (target === 'DROP' || target === 'REJECT') return 'drop';
  if (target === 'ACCEPT') return 'accept';
  if (target === 'RETURN') return 'return';
  return PASSING.includes(target) ? undefined : { jump: target };
}
