{
  hosts,
  lib,
  mkHost,
  ...
}:
let
  inherit (hosts.microvm-test) config;
  inherit (config) networking services systemd;
  bridge = "nixfleet-br0";
  inherit (systemd.network) netdevs networks;

  resolvedOf =
    more:
    (mkHost {
      hostName = "vms-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        {
          services.nixfleet-microvm-host.enable = true;
          # As nixpkgs' networkd.nix has it, wherever systemd.network.enable is.
          services.resolved.enable = lib.mkDefault true;
        }
        more
      ];
    }).config.services.resolved.enable;
in
[
  {
    check = config.services.nixfleet-microvm-host.enable && config.microvm.host.enable;
    msg = "the host carries MicroVMs";
  }
  {
    check = netdevs."10-${bridge}".netdevConfig.Name == bridge;
    msg = "it has a bridge of the default name";
  }
  {
    check = networks."10-${bridge}".address == [ "10.42.0.1/24" ];
    msg = "the bridge has an address, also before the first guest";
  }
  {
    check =
      networks."11-${bridge}-guests".matchConfig.Name == "vm-*"
      && networks."11-${bridge}-guests".networkConfig.Bridge == bridge;
    msg = "the guests' taps are put on the bridge";
  }
  {
    check = config.boot.kernel.sysctl."net.ipv4.ip_forward" == 1;
    msg = "the kernel forwards";
  }
  {
    check = networking.nat.enable && networking.nat.internalInterfaces == [ bridge ];
    msg = "guests are behind NAT";
  }
  {
    check = networking.firewall.filterForward;
    msg = "nothing but guests is forwarded, where nftables filters";
  }
  {
    check = services.dnsmasq.enable && services.dnsmasq.settings.interface == bridge;
    msg = "dnsmasq is on the bridge only";
  }
  {
    check = services.dnsmasq.settings.dhcp-option == [ "option:router,10.42.0.1" ];
    msg = "guests are told to go through the host";
  }
  {
    check = !services.dnsmasq.resolveLocalQueries;
    msg = "the host's own resolver stays";
  }
  {
    check = !(resolvedOf { });
    msg = "a bridge of systemd-networkd brings no systemd-resolved where something else manages the host's links";
  }
  {
    check =
      resolvedOf { networking.useNetworkd = true; }
      && resolvedOf { systemd.network.networks."20-lan".matchConfig.Name = "lan0"; };
    msg = "it stays where systemd-networkd manages them";
  }
  {
    check = builtins.elem 67 networking.firewall.interfaces.${bridge}.allowedUDPPorts;
    msg = "guests reach the DHCP server";
  }
  {
    check = lib.any (
      each: each.directory == "/var/lib/microvms"
    ) config.nixfleet.persistence.directories;
    msg = "guests outlive a restart of an impermanent host";
  }
]
