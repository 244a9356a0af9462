# The content of an nftables table that limits how fast one address may open SSH connections. It stands in a chain of its
# own, hooked before the firewall's: there an accepted port is accepted, and no rule after it is looked at.
#
# What is counted is the packet that opens a connection, long before anybody proves to be at the address that it names: with
# forged ones somebody can use up another's share. Who must not be kept out so is `exempt`.
#
# ports: of sshd; perMinute, burst: numbers; exempt: addresses and networks without a limit; trustedInterfaces: names.
{
  ports,
  perMinute,
  burst,
  exempt,
  trustedInterfaces,
}:
let
  inherit (builtins)
    concatStringsSep
    match
    toString
    ;

  family = address: if match ".*:.*" address == null then "ip" else "ip6";
  set = elements: "{ ${concatStringsSep ", " elements} }";
  interfaces = set (map (name: "\"${name}\"") ([ "lo" ] ++ trustedInterfaces));
  # A rule each: within one set networks must not overlap.
  exemptions = concatStringsSep "\n    " (
    map (address: "${family address} saddr ${address} return") exempt
  );

  limit = "limit rate over ${toString perMinute}/minute burst ${toString burst} packets";

  # Where a source has gone quiet it is forgotten. Where there are more sources than the set holds, the rest is not
  # limited: that whoever fills it cannot shut everybody else out.
  sources = type: ''
    type ${type}
        size 65535
        flags dynamic,timeout
        timeout 10m'';
in
''
  set sources4 {
    ${sources "ipv4_addr"}
  }

  set sources6 {
    ${sources "ipv6_addr"}
  }

  chain input {
    type filter hook input priority filter - 10; policy accept;

    iifname ${interfaces} accept
    ct state new tcp dport ${set (map toString ports)} jump ssh
  }

  chain ssh {
    ${exemptions}

    # A connection within the limit falls through to the firewall, which decides whether it may come in at all.
    update @sources4 { ip saddr ${limit} } jump over
    # Whoever has one IPv6 address has its whole /64.
    update @sources6 { ip6 saddr and ffff:ffff:ffff:ffff:: ${limit} } jump over
  }

  chain over {
    limit rate 1/second log level info prefix "ssh over the limit: "
    counter drop
  }
''
