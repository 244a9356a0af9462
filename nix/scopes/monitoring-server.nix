# Prometheus for a fleet: what it reads, how long it keeps it, and where the alerts are made. Where they go to is in
# ./monitoring-server/alerting.nix.
{ config, lib, ... }:
let
  inherit (lib)
    mkDefault
    mkIf
    mkOption
    types
    ;
  cfg = config.nixfleet.monitoring.server;
  secretPath = import ../lib/secret-path.nix { inherit lib; };
  duration = types.strMatching "([0-9]+(ms|[smhdwy]))+";
  jobs = map (each: each.job_name or "") cfg.extraScrapeConfigs;
  stateDir = config.services.prometheus.stateDir;
in
{
  imports = [
    ../modules/_host/persistence.nix
    ./monitoring-server/alerting.nix
  ];

  options.nixfleet.monitoring.server = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to run Prometheus, which reads the figures of the fleet's machines and makes alerts of them.";
      example = true;
    };
    port = mkOption {
      type = types.port;
      default = 9090;
      description = "TCP port of Prometheus: its pages, its API.";
      example = 9091;
    };
    listenAddress = mkOption {
      type = types.str;
      default = "127.0.0.1";
      description = ''
        Address that Prometheus listens on. It asks for no password: give it another than the loopback address only behind
        a proxy that does, or on a network whose every machine may read everything.
      '';
      example = "10.0.100.3";
    };
    retentionTime = mkOption {
      type = duration;
      default = "30d";
      description = "How long figures are kept, as Prometheus writes spans of time.";
      example = "1y";
    };
    scrapeInterval = mkOption {
      type = duration;
      default = "15s";
      description = "How often figures are read, as Prometheus writes spans of time.";
      example = "1m";
    };
    targets = mkOption {
      type = types.listOf (types.strMatching ".+:[0-9]+");
      default = [ ];
      description = "Node exporters to read, each `host:port`: the job `node`.";
      example = [
        "web-01:9100"
        "[fd00::5]:9100"
      ];
    };
    extraScrapeConfigs = mkOption {
      type = types.listOf (types.attrsOf types.anything);
      default = [ ];
      description = "More jobs, as `services.prometheus.scrapeConfigs` takes them.";
      example = lib.literalExpression ''[ { job_name = "nixfleet-cp"; scheme = "https"; static_configs = [ { targets = [ "cp-01:8080" ]; } ]; } ]'';
    };
    credentials = mkOption {
      type = types.attrsOf secretPath;
      default = { };
      description = ''
        Files that Prometheus needs to read figures (keys, tokens), by name. systemd hands it a copy of each as
        `/run/credentials/prometheus.service/<name>`: that is the path to write in a job, and the file itself may stay
        readable by root alone.
      '';
      example = {
        "client.key" = "/run/secrets/mon-01.key";
      };
    };
    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to open the port of Prometheus to everybody.";
      example = true;
    };
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = lib.allUnique ([ "node" ] ++ jobs);
        message = "nixfleet.monitoring.server.extraScrapeConfigs has a job_name twice, or one called \"node\", which is the job of nixfleet.monitoring.server.targets: give each job a name of its own.";
      }
      {
        assertion = cfg.alerts.enable && cfg.alerts.controlPlane -> lib.elem "nixfleet-cp" jobs;
        message = "nixfleet.monitoring.server.alerts.controlPlane is set, but no job reads the control plane, so the alert could never come: add { job_name = \"nixfleet-cp\"; ... } to nixfleet.monitoring.server.extraScrapeConfigs.";
      }
    ];

    services.prometheus = {
      enable = mkDefault true;
      port = mkDefault cfg.port;
      listenAddress = mkDefault cfg.listenAddress;
      retentionTime = mkDefault cfg.retentionTime;
      # The files that jobs name (certificates, keys) are not there where the configuration is built.
      checkConfig = mkDefault "syntax-only";
      globalConfig.scrape_interval = mkDefault cfg.scrapeInterval;
      globalConfig.evaluation_interval = mkDefault cfg.scrapeInterval;
      scrapeConfigs =
        lib.optional (cfg.targets != [ ]) {
          job_name = "node";
          static_configs = [ { inherit (cfg) targets; } ];
        }
        ++ cfg.extraScrapeConfigs;
    };

    systemd.services.prometheus.serviceConfig.LoadCredential = mkIf (cfg.credentials != { }) (
      lib.mapAttrsToList (name: file: "${name}:${file}") cfg.credentials
    );

    networking.firewall.allowedTCPPorts = mkIf cfg.openFirewall [ cfg.port ];

    nixfleet.persistence.directories = [
      {
        directory = "/var/lib/${stateDir}";
        user = "prometheus";
        group = "prometheus";
        mode = "0700";
      }
    ];
  };
}
