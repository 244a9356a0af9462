import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine } from '../a-machine.ts';

/** The firewall that NixOS makes with `networking.nftables`. */
const NIXOS = `table inet nixos-fw {
  chain input {
    type filter hook input priority filter; policy drop;
    iifname { "lo" } accept comment "trusted interfaces"
    ct state vmap { invalid : drop, established : accept, related : accept, new : jump input-allow, untracked : jump input-allow }
    tcp flags syn / fin,syn,rst,ack log level info prefix "refused connection: "
  }
  chain input-allow {
    tcp dport { 22, 80 } accept
  }
}
`;

const inChain = (chain: string, rules: string, table = 'inet') =>
  `table ${table} filter {\n  chain rest {\n    ${chain.replaceAll('; ', '\n    ')}\n  }\n  chain input {\n    type filter hook input priority 0; policy accept;\n    ${rules}\n  }\n}\n`;

/** A machine that reaches everybody over these: as the kernel shows their default routes. */
const routes = (...names: readonly string[]) =>
  [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    ...names.map((name) => `${name}\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0`),
    'eth1\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n',
  ].join('\n');

/** The probe on a machine whose network has just these rules: the real nft, in a network of its own. */
const probed = (rules: string, route = routes('eth0')) =>
  runProbe(
    'network-segmentation',
    {},
    aMachine({
      files: {
        '/rules.nft': rules,
        '/proc/net/if_inet6': 'fe80000000000000020000fffe000001 02 40 20 80 eth0\n',
        '/proc/net/route': route,
      },
      directories: ['/sys/class/net/lo', '/sys/class/net/eth0', '/sys/class/net/eth1'],
      without: ['iptables-save', 'ip6tables-save'],
      programs: {
        nft: `#!/bin/sh
cat > "$0.rules" <<'END'
${rules}END
exec unshare --net -- sh -c 'PATH=\${PATH#*:}; nft -f "$0" && exec nft "$@"' "$0.rules" "$@"
`,
      },
    }),
  );

describe('the probe of network segmentation, with the rules of nft,', () => {
  test("passes NixOS' firewall, and counts its rules", async () => {
    expect(await probed(NIXOS)).toMatchObject({
      compliant: true,
      firewall_enabled: true,
      firewall_told_by: ['nft'],
      firewall_rules_count: 4,
    });
  });

  test.each([
    ['no rules', ''],
    ['rules that forbid only something', inChain('', 'tcp dport 23 drop')],
    ['a policy for what is forwarded alone', NIXOS.replace('hook input', 'hook forward')],
    ['a rule that accepts the rest before another refuses it', inChain('', 'counter accept\n    drop')],
    ['a refusal for IPv4 alone', NIXOS.replace('table inet', 'table ip')],
    [
      "a chain of NixOS' firewall that lets in everybody (extraInputRules)",
      NIXOS.replace('tcp dport { 22, 80 } accept', 'counter accept'),
    ],
    [
      'a refusal for all but what opens something',
      NIXOS.replace('tcp dport { 22, 80 }', 'ct state { new, established }'),
    ],
    ['all ports open', NIXOS.replace('{ 22, 80 }', '{ 22, 1024-65535 }')],
    ['all ports open but one', NIXOS.replace('dport { 22, 80 }', 'dport != 0')],
    ['all of TCP let in', NIXOS.replace('tcp dport { 22, 80 }', 'meta l4proto { tcp, udp }')],
    ['all of IPv4 let in', NIXOS.replace('tcp dport { 22, 80 }', 'meta nfproto ipv4')],
    ['a refusal of TCP alone', inChain('', 'meta l4proto tcp drop')],
    ['a refusal that not everybody comes to', inChain('tcp dport 1 return; return; drop', 'jump rest')],
  ])('fails a machine with %s', async (_, rules) => {
    const { compliant, findings } = await probed(rules);
    expect(compliant).toBe(false);
    expect(findings).toEqual([expect.objectContaining({ id: 'firewall' })]);
  });

  test.each([
    ['drops at its end', inChain('', 'tcp dport 22 accept\n    counter drop')],
    ['rejects at its end, with a word in the log', inChain('', 'log prefix "no: " reject')],
    ['refuses in a chain that it jumps to', inChain('tcp dport 22 accept; drop', 'iifname "lo" accept\n    jump rest')],
    ['goes to one', inChain('drop', 'goto rest\n    accept')],
    ['refuses what is new', inChain('', 'ct state vmap { established : accept, related : accept, new : drop }')],
    ['lets in ping and a tunnel', NIXOS.replace('tcp dport { 22, 80 }', 'meta l4proto { icmp, ipv6-icmp, esp }')],
    ['lets in some ports', NIXOS.replace('{ 22, 80 }', '{ 22, 30000-32767 }')],
    ['refuses all that is not from the machine itself', inChain('', 'iifname != "lo" drop')],
  ])('passes a chain that %s', async (_, rules) => {
    expect((await probed(rules)).findings).toEqual([]);
  });

  const trusting = (condition: string) => NIXOS.replace('iifname { "lo" }', condition);

  test.each([
    ['by its name (trustedInterfaces)', trusting('iifname { "lo", "eth0" }')],
    ['by the beginning of its name', trusting('iifname "e*"')],
    ['by not naming it', trusting('iifname != "eth1"')],
    [
      'in a set',
      trusting('iifname @trusted').replace(
        'chain input {',
        'set trusted { type ifname; elements = { "eth0" } }\n  chain input {',
      ),
    ],
    ['in a map', inChain('', 'iifname vmap { "lo" : accept, "eth0" : accept }\n    drop')],
    [
      'in a map with a name',
      inChain('accept', 'iifname vmap @ways\n    drop').replace(
        'chain rest {',
        'map ways { type ifname : verdict; elements = { "eth0" : jump rest } }\n  chain rest {',
      ),
    ],
    ['in a chain of its own', inChain('accept', 'iifname "eth0" jump rest\n    drop')],
    ['with all of TCP', trusting('iifname "eth0" meta l4proto tcp')],
  ])('fails one that lets in everything from where a default route leads, %s', async (_, rules) => {
    const { compliant, findings, ...seen } = await probed(rules);
    expect(seen).toMatchObject({ firewall_enabled: false, ipv4_refused_by_default: true });
    expect(compliant).toBe(false);
    expect(findings).toEqual([
      {
        id: 'firewall',
        text: expect.stringMatching(/^everything is let in that comes over eth0, where a default route/),
      },
    ]);
  });

  test('passes one that lets in everything from an inner network, and names it', async () => {
    expect(await probed(trusting('iifname { "lo", "eth1" }'))).toMatchObject({
      compliant: true,
      interfaces_let_in: ['eth1'],
      interfaces_with_default_route: ['eth0'],
    });
  });

  test('fails one that trusts a tunnel through which everybody is reached', async () => {
    const { findings } = await probed(trusting('iifname "wg0"'), routes('eth0', 'wg0'));
    expect(findings).toEqual([{ id: 'firewall', text: expect.stringContaining('comes over wg0') }]);
  });

  test.each([
    ['one port of it', trusting('iifname "eth0" tcp dport 22')],
    ['one network behind it', trusting('iifname "eth0" ip saddr 192.0.2.0/24')],
    ['all but what comes over it', inChain('', 'iifname "eth0" drop\n    iifname != "eth0" accept\n    drop')],
  ])('passes one that lets in %s', async (_, rules) => {
    expect((await probed(rules)).findings).toEqual([]);
  });
});
