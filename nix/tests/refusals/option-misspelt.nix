# An option that NixOS does not have, within one of its modules.
{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        { services.prometheus.exporters.node.enabledColectors = [ "systemd" ]; }
      ];
    }).services.prometheus.exporters.node.enable;
  says = [
    "services.prometheus.exporters.node.enabledColectors"
    "does not exist"
  ];
}
