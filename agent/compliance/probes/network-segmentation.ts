import { Type } from 'typebox';
import { refusesTheRest, rulesIn } from '../firewall/packet-filter.ts';
import { observeDefaultRoutes } from '../observe/default-routes.ts';
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
    const [{ toldBy, tables }, interfaces, uplinks] = await Promise.all([
      observePacketFilter(machine),
      observeNetworkInterfaces(machine),
      observeDefaultRoutes(machine),
    ]);
    const ipv4 = refusesTheRest(tables, 'ip');
    const ipv6 = refusesTheRest(tables, 'ip6');
    const usesIpv6 = interfaces.withIpv6.length > 0;
    const isLetIn = (name: string) =>
      !refusesTheRest(tables, 'ip', name) || (usesIpv6 && !refusesTheRest(tables, 'ip6', name));
    const known = [...new Set([...interfaces.all, ...uplinks])].filter((name) => name !== 'lo').toSorted();
    return {
      firewall_enabled: ipv4 && (ipv6 || !usesIpv6) && !uplinks.some(isLetIn),
      firewall_told_by: toldBy,
      firewall_rules_count: rulesIn(tables),
      /** Over these all comes in, whatever is refused elsewhere. */
      interfaces_let_in: known.filter(isLetIn),
      interfaces_with_default_route: uplinks,
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
      problems.push({ id: 'firewall', text: openness(seen) });
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
  readonly ipv6_refused_by_default: boolean;
  readonly ipv6_interfaces: readonly string[];
  readonly interfaces_let_in: readonly string[];
  readonly interfaces_with_default_route: readonly string[];
}

const SWITCH_ON = 'set networking.firewall.enable = true';

function openness(seen: Openness): string {
  if (seen.firewall_told_by.length === 0)
    return `neither nft nor iptables is installed, so no firewall can be seen: ${SWITCH_ON}`;
  if (!seen.ipv4_refused_by_default)
    return `what comes in over the network is let in unless a rule forbids it: ${SWITCH_ON}`;
  if (!seen.ipv6_refused_by_default && seen.ipv6_interfaces.length > 0)
    return `IPv4 has a firewall, but IPv6 (on ${someOf(seen.ipv6_interfaces)}) is let in unless a rule forbids it: ${SWITCH_ON}`;
  const open = seen.interfaces_with_default_route.filter((name) => seen.interfaces_let_in.includes(name));
  return `everything is let in that comes over ${someOf(open)}, where a default route leads: take it out of networking.firewall.trustedInterfaces, or out of the rule that accepts it, and open ports for it (networking.firewall.interfaces). A VPN may have made that rule itself: with Tailscale and an exit node set services.tailscale.extraSetFlags = ["--netfilter-mode=nodivert"], or give a reason with compliance.governance.exceptions."network-segmentation.firewall"`;
}

const someOf = (names: readonly string[]): string => names.slice(0, 10).join(', ');
