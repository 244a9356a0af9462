# The node exporter: what Prometheus reads of a machine. Everything here is a default of `services.prometheus.exporters.node`,
# so that another module (or a host) can turn the exporter on as well without a conflict.
{ config, lib, ... }:
let
  inherit (lib)
    mkDefault
    mkIf
    mkOption
    types
    ;
  cfg = config.nixfleet.monitoring.nodeExporter;
  contradictory = lib.intersectLists cfg.enabledCollectors cfg.disabledCollectors;
in
{
  options.nixfleet.monitoring.nodeExporter = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to run the Prometheus node exporter, which shows the machine's load, memory, disks and units.";
      example = true;
    };
    port = mkOption {
      type = types.port;
      default = 9100;
      description = "TCP port that the exporter listens on.";
      example = 9200;
    };
    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = ''
        Whether to open the port to everybody. The exporter asks for no password: open it only on networks whose every
        machine may read the figures.
      '';
      example = true;
    };
    enabledCollectors = mkOption {
      type = types.listOf types.str;
      default = [
        "systemd"
        "filesystem"
        "cpu"
        "meminfo"
        "netdev"
        "diskstats"
        "loadavg"
        "pressure"
        "time"
      ];
      description = "Collectors to turn on, beside those that the exporter has on by itself.";
      example = [
        "systemd"
        "processes"
      ];
    };
    disabledCollectors = mkOption {
      type = types.listOf types.str;
      default = [
        "textfile"
        "wifi"
        "infiniband"
        "nfs"
        "zfs"
      ];
      description = "Collectors to turn off.";
      example = [ "wifi" ];
    };
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = contradictory == [ ];
        message = "nixfleet.monitoring.nodeExporter turns ${lib.concatStringsSep ", " contradictory} on and off at once: take it out of enabledCollectors or of disabledCollectors.";
      }
    ];

    services.prometheus.exporters.node = {
      enable = mkDefault true;
      port = mkDefault cfg.port;
      openFirewall = mkDefault cfg.openFirewall;
      enabledCollectors = mkDefault cfg.enabledCollectors;
      disabledCollectors = mkDefault cfg.disabledCollectors;
    };
  };
}
