# The alerts of the monitoring server and where they go: to an Alertmanager on this machine, to others, or nowhere but
# Prometheus' own page.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    mkDefault
    mkIf
    mkOption
    types
    ;
  server = config.nixfleet.monitoring.server;
  cfg = server.alerts;
  secretPath = import ../../lib/secret-path.nix { inherit lib; };

  rules = pkgs.writeText "nixfleet-alerts.json" (
    builtins.toJSON (import ../../lib/alert-rules.nix { inherit (cfg) controlPlane; })
  );
  managers =
    lib.optional cfg.alertmanager.enable "127.0.0.1:${toString cfg.alertmanager.port}"
    ++ cfg.alertmanagers;
in
{
  options.nixfleet.monitoring.server.alerts = {
    enable = mkOption {
      type = types.bool;
      default = true;
      description = "Whether Prometheus alerts when a machine is silent, a disk fills up or a unit failed.";
      example = false;
    };
    controlPlane = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to alert when the control plane does not answer; needs a job `nixfleet-cp` in `extraScrapeConfigs`.";
      example = true;
    };
    extraRuleFiles = mkOption {
      type = types.listOf types.path;
      default = [ ];
      description = "Files with more rules, in Prometheus' format.";
      example = lib.literalExpression "[ ./rules/database.yml ]";
    };
    alertmanagers = mkOption {
      type = types.listOf (types.strMatching ".+:[0-9]+");
      default = [ ];
      description = "Alertmanagers elsewhere that get the alerts, each `host:port`.";
      example = [ "alerts.example.org:9093" ];
    };
    alertmanager = {
      enable = mkOption {
        type = types.bool;
        default = false;
        description = "Whether to run an Alertmanager here, on the loopback address, that sends the alerts on.";
        example = true;
      };
      port = mkOption {
        type = types.port;
        default = 9093;
        description = "TCP port of the Alertmanager here.";
        example = 9094;
      };
      configuration = mkOption {
        type = types.attrsOf types.anything;
        default = { };
        description = ''
          Its configuration: `route` and `receivers` at least. It is world-readable in the Nix store: write `$NAME` where a
          secret belongs, and give its value in `environmentFile`.
        '';
        example = lib.literalExpression ''{ route.receiver = "team"; receivers = [ { name = "team"; webhook_configs = [ { url = "$ALERT_URL"; } ]; } ]; }'';
      };
      environmentFile = mkOption {
        type = types.nullOr secretPath;
        default = null;
        description = "File with `NAME=value` lines: the values of the names with `$` in the configuration.";
        example = "/run/secrets/alertmanager.env";
      };
    };
  };

  config = mkIf (server.enable && cfg.enable) {
    assertions = [
      {
        assertion =
          cfg.alertmanager.enable
          ->
            cfg.alertmanager.configuration ? route
            && (cfg.alertmanager.configuration.receivers or [ ]) != [ ];
        message = "nixfleet.monitoring.server.alerts.alertmanager is on, but does not know whom to tell: set its configuration.route and configuration.receivers.";
      }
    ];

    services.prometheus = {
      ruleFiles = [ rules ] ++ cfg.extraRuleFiles;
      alertmanagers = mkIf (managers != [ ]) [ { static_configs = [ { targets = managers; } ]; } ];
      alertmanager = mkIf cfg.alertmanager.enable {
        enable = mkDefault true;
        listenAddress = mkDefault "127.0.0.1";
        port = mkDefault cfg.alertmanager.port;
        configuration = mkDefault cfg.alertmanager.configuration;
        environmentFile = mkDefault cfg.alertmanager.environmentFile;
        # amtool reads it before the names with `$` have values, and refuses what is no address, no number, no span of time.
        checkConfig = mkDefault (cfg.alertmanager.environmentFile == null);
      };
    };
  };
}
