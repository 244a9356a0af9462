# The cache server where nixpkgs has the options under the older name, and where the kernel has no IPv6.
{ lib, ... }:
let
  any = lib.mkOption {
    type = lib.types.anything;
    default = { };
  };
  host =
    { declared, more }:
    (lib.evalModules {
      modules = [
        ../../modules/_services/cache-server.nix
        {
          options = {
            assertions = lib.mkOption { type = lib.types.listOf lib.types.unspecified; };
            networking = any;
            nix = any;
            services.harmonia = declared;
          };
        }
        {
          services.nixfleet-cache-server = {
            enable = true;
            port = 8081;
            signingKeyFile = "/run/key";
          };
        }
        more
      ];
    }).config;

  older = host {
    declared = any;
    more = { };
  };
  withoutIpv6 = host {
    declared.cache = any;
    more.networking.enableIPv6 = false;
  };
in
[
  {
    check = older.services.harmonia.enable && older.services.harmonia.settings.bind == "[::]:8081";
    msg = "the older options of nixpkgs are set where there are no newer ones";
  }
  {
    check = withoutIpv6.services.harmonia.cache.settings.bind == "0.0.0.0:8081";
    msg = "without IPv6 it listens on IPv4";
  }
  {
    check = older.networking.firewall.allowedTCPPorts == [ ];
    msg = "the firewall stays closed unless told";
  }
]
