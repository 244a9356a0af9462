# The fleet's own network: every host has the address that the table gives it, and knows the others by name.
{
  lib,
  fleet,
  host,
  ...
}:
let
  inherit (fleet.network) prefixLength;
  interface = host.interface or fleet.network.interface;
in
{
  networking = {
    hosts = lib.mapAttrs' (name: other: lib.nameValuePair other.address [ name ]) (
      lib.filterAttrs (_: other: other ? address) fleet.hosts
    );
    interfaces = lib.mkIf (interface != null) {
      ${interface}.ipv4.addresses = [
        {
          inherit (host) address;
          inherit prefixLength;
        }
      ];
    };
    # The node exporter says how a machine is to whoever asks: on the fleet's own network, where there is one.
    firewall.interfaces = lib.mkIf (interface != null) { ${interface}.allowedTCPPorts = [ 9100 ]; };
  };
  nixfleet.monitoring.nodeExporter.openFirewall = interface == null;
}
