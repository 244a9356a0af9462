{
  lib,
  hosts,
  mkHost,
  scopes,
  ...
}:
let
  inherit (hosts.web-01.config) networking;
  org = import ../org.nix;
  server =
    module:
    (mkHost {
      hostName = "web-09";
      platform = "x86_64-linux";
      modules = [
        scopes.roles.server
        org.operators
        module
      ];
    }).config.networking;
  rules = module: (server module).nftables.tables.nixfleet-ssh.content;
  says = text: module: lib.hasInfix text (rules module);
  hasTable = module: (server module).nftables.tables or { } ? nixfleet-ssh;
in
[
  {
    check = networking.nftables.enable;
    msg = "the firewall is the one of nftables";
  }
  {
    check = networking.firewall.logRefusedConnections && networking.firewall.logReversePathDrops;
    msg = "what is refused is in the log";
  }
  {
    check = networking.nftables.tables.nixfleet-ssh.family == "inet";
    msg = "the limit counts for IPv4 and IPv6";
  }
  {
    check = says "priority filter - 10" { };
    msg = "the limit comes before the firewall, which accepts what sshd opened";
  }
  {
    check = says "ip saddr limit rate over 5/minute burst 5 packets" { };
    msg = "the limit is five a minute for each address";
  }
  {
    check = says "tcp dport { 22, 2222 }" {
      services.openssh.ports = [
        22
        2222
      ];
    };
    msg = "the limit counts for all ports of sshd";
  }
  {
    check =
      says "limit rate over 30/minute burst 20 packets" {
        nixfleet.firewall.sshRateLimit = {
          perMinute = 30;
          burst = 20;
        };
      };
    msg = "the limit is what the host says";
  }
  {
    check =
      let
        exempt = {
          nixfleet.firewall.sshRateLimit.exempt = [
            "192.0.2.7"
            "2001:db8::/32"
          ];
        };
      in
      says "ip saddr 192.0.2.7 return" exempt && says "ip6 saddr 2001:db8::/32 return" exempt;
    msg = "an address that is exempt is told by its family";
  }
  {
    check = says ''iifname { "lo", "wg0" } accept'' { networking.firewall.trustedInterfaces = [ "wg0" ]; };
    msg = "there is no limit on an interface that is trusted";
  }
  {
    check = !hasTable { nixfleet.firewall.sshRateLimit.enable = false; };
    msg = "the limit can be switched off";
  }
  {
    check = !hasTable { services.openssh.enable = false; };
    msg = "without sshd there is no limit";
  }
]
