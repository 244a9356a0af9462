# The options of `services.nixfleet-microvm-host`: the network that guests are in.
{ lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
in
{
  options.services.nixfleet-microvm-host = {
    enable = mkEnableOption "MicroVMs on this host (`microvm.vms.NAME`), on a bridge of their own";

    bridge = {
      name = mkOption {
        # What the kernel, systemd and nftables all take unquoted.
        type = types.strMatching "[A-Za-z][A-Za-z0-9_-]{0,14}" // {
          description = "name of a network interface: at most 15 letters, digits, _ and -";
        };
        default = "nixfleet-br0";
        description = "Name of the bridge that guests are on.";
        example = "guests0";
      };
      address = mkOption {
        type = types.str;
        default = "10.42.0.1/24";
        description = "Address of the host on the bridge, with the length of the network (IPv4).";
        example = "192.168.83.1/24";
      };
      interfaces = mkOption {
        type = types.listOf (types.strMatching "[^[:space:]]+");
        default = [ "vm-*" ];
        description = "Names of the guests' tap interfaces (`microvm.interfaces.*.id`), as globs: what is called so is put on the bridge.";
        example = [ "tap-*" ];
      };
    };

    dhcp = {
      enable = mkOption {
        type = types.bool;
        default = true;
        description = "Whether guests get an address, a route and a name server by DHCP (dnsmasq).";
        example = false;
      };
      range = mkOption {
        type = types.str;
        default = "10.42.0.10,10.42.0.254,1h";
        description = "Addresses that guests get, as dnsmasq wants them: first, last, how long. They must be in the network of `bridge.address`.";
        example = "192.168.83.10,192.168.83.99,12h";
      };
    };
  };
}
