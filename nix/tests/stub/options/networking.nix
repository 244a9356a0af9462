# NixOS: interfaces, firewall, tunnels.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    attrs
    bool
    lines
    list
    named
    on
    one
    option
    perhaps
    required
    ;

  script = option (types.coercedTo (types.listOf types.str) (lib.concatStringsSep "\n") types.lines) "";
  addresses = list (one {
    address = required types.str;
    prefixLength = required types.int;
  });
  ports = {
    allowedTCPPorts = list types.port;
    allowedUDPPorts = list types.port;
  };
in
{
  options.networking = {
    useDHCP = bool;
    useNetworkd = bool;
    enableIPv6 = on;
    dhcpcd.denyInterfaces = list types.str;
    usePredictableInterfaceNames = on;
    interfaces = named {
      useDHCP = perhaps types.bool;
      ipv4.addresses = addresses;
      ipv6.addresses = addresses;
    };
    nat = {
      enable = bool;
      internalInterfaces = list types.str;
      externalInterface = perhaps types.str;
    };
    wireguard.useNetworkd = bool;
    wireguard.interfaces = named {
      ips = list types.str;
      privateKeyFile = perhaps types.path;
      listenPort = perhaps types.int;
      mtu = perhaps types.int;
      postSetup = script;
      postShutdown = script;
      peers = list (one {
        publicKey = required types.singleLineStr;
        presharedKeyFile = perhaps types.str;
        allowedIPs = required (types.listOf types.str);
        endpoint = perhaps types.str;
        dynamicEndpointRefreshSeconds = option types.int 0;
        persistentKeepalive = perhaps types.int;
      });
    };
    nftables.enable = bool;
    nftables.tables = named {
      enable = on;
      family = required (
        types.enum [
          "ip"
          "ip6"
          "inet"
          "arp"
          "bridge"
          "netdev"
        ]
      );
      content = required types.lines;
    };
    networkmanager.enable = bool;
    proxy.envVars = attrs;
    resolvconf.package = option types.anything "/nix/store/openresolv";
    hosts = option (types.attrsOf (types.listOf types.str)) { };
    firewall = ports // {
      enable = on;
      checkReversePath = option (types.either types.bool (
        types.enum [
          "strict"
          "loose"
        ]
      )) true;
      interfaces = named ports;
      extraInputRules = lines;
      extraForwardRules = lines;
      filterForward = bool;
      logRefusedConnections = on;
      logReversePathDrops = bool;
      trustedInterfaces = list types.str;
    };
  };
}
