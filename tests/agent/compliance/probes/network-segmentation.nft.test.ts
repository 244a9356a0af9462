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

/** The probe on a machine whose network has just these rules: the real nft, in a network of its own. */
const probed = (rules: string) =>
  runProbe(
    'network-segmentation',
    {},
    aMachine({
      files: { '/rules.nft': rules, '/proc/net/if_inet6': 'fe80000000000000020000fffe000001 02 40 20 80 eth0\n' },
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
});
