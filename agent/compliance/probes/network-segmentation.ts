import { Type } from 'typebox';
import { refusesTheRest, rulesIn } from '../firewall/packet-filter.ts';
import { observeNetworkInterfaces } from '../observe/network-interfaces.ts';
import { observePacketFilter } from '../observe/packet-filter.ts';
import { probe, type Problem } from '../probe.ts';

const Options = Type.Object({
  requireFirewall: Type.Boolean({ default: true }),
  expectedVlans: Type.Array(Type.Integer({ minimum: 1, maximum: 4094 }), { default: [], maxItems: 4094 }),
});

/** What comes in from the network, and how it is divided: the kernel's own rules and interfaces. */
export const networkSegmentation = probe({
  control: 'network-segmentation',
  options: Options,

  async observe(machine) {
    const [filter, interfaces] = await Promise.all([observePacketFilter(machine), observeNetworkInterfaces(machine)]);
    const ipv4 = refusesTheRest(filter.tables, 'ip');
    const ipv6 = refusesTheRest(filter.tables, 'ip6');
    const usesIpv6 = interfaces.withIpv6.length > 0;
    return {
      firewall_enabled: ipv4 && (ipv6 || !usesIpv6),
      firewall_told_by: filter.toldBy,
      firewall_rules_count: rulesIn(filter.tables),
      ipv4_refused_by_default: ipv4,
      ipv6_refused_by_default: ipv6,
      ipv6_interfaces: interfaces.withIpv6,
      vlan_interfaces: interfaces.vlans,
      bridge_interfaces: interfaces.bridges,
      interface_count: interfaces.all.length,
    };
  },

  judge(seen, { requireFirewall, expectedVlans }) {
    const problems: Problem[] = [];
    if (requireFirewall && !seen.firewall_enabled) {
      problems.push({ id: 'firewall', text: `${openness(seen)}: set networking.firewall.enable = true` });
    }
    const missing = expectedVlans.filter((id) => !seen.vlan_interfaces.some((vlan) => vlan.id === id));
    if (missing.length > 0) {
      const some = missing.slice(0, 50).join(', ');
      problems.push({
        id: 'vlans',
        text: `no interface carries VLAN ${some}${missing.length > 50 ? ' and more' : ''}: set networking.vlans, or take them out of compliance.controls.networkSegmentation.expectedVlans`,
      });
    }
    return problems;
  },
});

interface Openness {
  readonly firewall_told_by: readonly string[];
  readonly ipv4_refused_by_default: boolean;
  readonly ipv6_interfaces: readonly string[];
}

function openness({
  firewall_told_by: toldBy,
  ipv4_refused_by_default: isIpv4Refused,
  ipv6_interfaces,
}: Openness): string {
  if (toldBy.length === 0) return 'neither nft nor iptables is installed, so no firewall can be seen';
  if (!isIpv4Refused) return 'what comes in over the network is let in unless a rule forbids it';
  return `IPv4 has a firewall, but IPv6 (on ${ipv6_interfaces.slice(0, 10).join(', ')}) is let in unless a rule forbids it`;
}
