# An option that NixOS does not have, within one of its modules.
{ mkHost, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        { services.prometheus.exporters.node.enabledColectors = [ "systemd" ]; }
      ];
    }).services.prometheus.exporters.node.enable;
  says = [
    "services.prometheus.exporters.node.enabledColectors"
    "does not exist"
  ];
}
