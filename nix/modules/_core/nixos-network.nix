# Name, address and firewall of a NixOS host. A host that says nothing about its network asks for an address on every wired
# interface: it must be reachable after its first boot. One that names its interface asks there and nowhere else.
{ config, lib, ... }:
let
  inherit (config) hostSpec;
  inherit (hostSpec.networking) interface;
  hasInterface = interface != null;

  # What somebody writes who means `interface`, and what means nothing to NixFleet.
  mistaken = lib.filter (name: hostSpec.networking ? ${name}) [
    "dev"
    "device"
    "iface"
    "ifname"
    "interfaces"
    "nic"
    "primaryInterface"
  ];
in
{
  networking = {
    inherit (hostSpec) hostName;
    firewall.enable = lib.mkDefault true;
    # Normal priority where an interface is named: nixos-generate-config writes `mkDefault true` into every
    # hardware-configuration.nix, and two defaults that differ are an error.
    useDHCP = if hasInterface then false else lib.mkDefault true;
    # NetworkManager asks for addresses itself; a second client beside it would fight with it over them.
    interfaces = lib.mkIf (hasInterface && !config.networking.networkmanager.enable) {
      ${interface}.useDHCP = lib.mkDefault true;
    };
  };

  warnings = lib.optional (!hasInterface && mistaken != [ ]) (
    "hostSpec.networking of ${hostSpec.hostName} has ${lib.concatStringsSep ", " mistaken}, which NixFleet does not read, and no `interface`: "
    + "for DHCP on one interface only, set hostSpec.networking.interface = \"enp3s0\" (`ip link` on the host shows the name)."
  );
}
