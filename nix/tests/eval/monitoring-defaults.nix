{
  hosts,
  mkHost,
  scopes,
  ...
}:
let
  node = hosts.infra-test.config.services.prometheus.exporters.node;
  # A server role, the monitoring scope and o11y all speak of the exporter; a host has the last word.
  silent =
    (mkHost {
      hostName = "silent";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        scopes.monitoring
        scopes.o11y
        {
          nixfleet.o11y.metrics.enable = true;
          nixfleet.monitoring.nodeExporter.enable = false;
        }
      ];
    }).config;
in
[
  {
    check = node.enable && node.port == 9100;
    msg = "the node exporter is on, at its usual port";
  }
  {
    check = node.openFirewall;
    msg = "its port is open, as the host says";
  }
  {
    check =
      builtins.elem "systemd" node.enabledCollectors
      && builtins.elem "cpu" node.enabledCollectors;
    msg = "units and processors are looked at";
  }
  {
    check =
      builtins.elem "textfile" node.disabledCollectors && builtins.elem "wifi" node.disabledCollectors;
    msg = "files and radios are not";
  }
  {
    check = hosts.srv-01.config.services.prometheus.exporters.node.enable;
    msg = "a server is watched without being told";
  }
  {
    check = !(silent.services.prometheus.exporters.node.enable or false);
    msg = "a host that turns the exporter off has none, whatever o11y would like";
  }
]
