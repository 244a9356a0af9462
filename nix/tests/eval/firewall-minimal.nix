{ hosts, mkHost, scopes, ... }:
let
  forced = config: config.networking.nftables.enable or false;
  off =
    (mkHost {
      hostName = "edge-09";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [ scopes.firewall ];
    }).config;
in
[
  {
    check = !forced hosts.edge-01.config;
    msg = "a host without a role is not made to have nftables";
  }
  {
    check = !forced off && !(off.networking.nftables.tables or { } ? nixfleet-ssh);
    msg = "the scope does nothing until it is enabled";
  }
]
