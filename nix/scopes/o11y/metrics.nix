# Figures of the machine: exporters on it, and an agent (vmagent) that sends what they say to a server.
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
  cfg = config.nixfleet.o11y.metrics;
  clientTls = import ./client-tls.nix {
    inherit lib;
    scope = "metrics";
  };
  secretPath = import ../../lib/secret-path.nix { inherit lib; };
  exporters = config.services.prometheus.exporters;

  # The jobs by name, and not by going over every exporter that NixOS knows: those are renamed and removed under us.
  jobs =
    lib.optionalAttrs config.nixfleet.monitoring.nodeExporter.enable {
      node = "127.0.0.1:${toString config.nixfleet.monitoring.nodeExporter.port}";
    }
    // lib.optionalAttrs cfg.exporters.scaphandre {
      scaphandre = "127.0.0.1:${toString (exporters.scaphandre.port or 8080)}";
    }
    // cfg.jobs;

  urlSecret = import ../../lib/url-secret.nix;
  sends = cfg.enable && cfg.serverUrl != null;
  isPlain = cfg.serverUrl != null && lib.hasPrefix "http://" cfg.serverUrl;
  hasSecret = cfg.passwordFile != null || cfg.tls.clientKey != null;
  files = lib.filterAttrs (_: file: file != null) {
    "ca.pem" = cfg.tls.caCert;
    "client.pem" = cfg.tls.clientCert;
    "client.key" = cfg.tls.clientKey;
  };
  flags = {
    "ca.pem" = "-remoteWrite.tlsCAFile";
    "client.pem" = "-remoteWrite.tlsCertFile";
    "client.key" = "-remoteWrite.tlsKeyFile";
  };
in
{
  options.nixfleet.o11y.metrics = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the machine shows its figures.";
      example = true;
    };
    serverUrl = mkOption {
      type = types.nullOr (types.strMatching "https?://.+");
      default = null;
      description = "Where the figures are sent (Prometheus remote write). Null: nowhere, the exporters wait to be read.";
      example = "https://metrics.example.org/api/v1/write";
    };
    interval = mkOption {
      type = types.strMatching "[0-9]+[sm]";
      default = "15s";
      description = "How often the exporters are read.";
      example = "1m";
    };
    exporters.node = mkOption {
      type = types.bool;
      default = true;
      description = "Whether to run the node exporter (`nixfleet.monitoring.nodeExporter`).";
      example = false;
    };
    exporters.scaphandre = mkOption {
      type = types.bool;
      default = false;
      description = "Whether to run scaphandre, which measures the power that processes use; on x86_64 and on bare metal only.";
      example = true;
    };
    jobs = mkOption {
      type = types.attrsOf (types.strMatching ".+:[0-9]+");
      default = { };
      description = "Other exporters whose figures are sent, by the name of the job: `address:port`.";
      example = {
        postgres = "127.0.0.1:9187";
        nixfleet-agent = "127.0.0.1:9101";
      };
    };
    username = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Name that vmagent logs in to the server with; its password is in `passwordFile`.";
      example = "fleet";
    };
    passwordFile = mkOption {
      type = types.nullOr secretPath;
      default = null;
      description = "File with the password for the server.";
      example = "/run/secrets/metrics-password";
    };
    tls = clientTls.options;
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.serverUrl == null || !urlSecret cfg.serverUrl;
        message = "nixfleet.o11y.metrics.serverUrl has a password or a token in it, which everybody could read in the Nix store: take it out and give it in files (nixfleet.o11y.metrics.username and passwordFile, or tls.clientCert and tls.clientKey).";
      }
      {
        assertion = (cfg.username == null) == (cfg.passwordFile == null);
        message = "nixfleet.o11y.metrics.username and passwordFile belong together: set both or neither.";
      }
      (clientTls.assertion cfg.tls)
      {
        assertion = !(isPlain && hasSecret);
        message = "nixfleet.o11y.metrics.serverUrl is ${toString cfg.serverUrl}: a password or key would go over the network unprotected, or not at all. Use https://, or take the password and the key out.";
      }
      {
        assertion = cfg.exporters.scaphandre -> pkgs.stdenv.hostPlatform.isx86_64;
        message = "nixfleet.o11y.metrics.exporters.scaphandre works on x86_64 only, and this host is ${pkgs.stdenv.hostPlatform.system}: set it to false.";
      }
    ];

    # Not `mkDefault false` where it is off: the monitoring scope may have it on for reasons of its own.
    nixfleet.monitoring.nodeExporter.enable = mkIf cfg.exporters.node (mkDefault true);

    services.prometheus.exporters.scaphandre = mkIf cfg.exporters.scaphandre {
      enable = mkDefault true;
      listenAddress = mkDefault "127.0.0.1";
    };
    boot.kernelModules = mkIf cfg.exporters.scaphandre [ "intel_rapl_common" ];

    services.vmagent = mkIf sends {
      enable = mkDefault true;
      remoteWrite = {
        url = mkDefault cfg.serverUrl;
        basicAuthUsername = mkDefault cfg.username;
        basicAuthPasswordFile = mkDefault cfg.passwordFile;
      };
      # `%d`: where systemd puts the copies of the files that only root can read.
      extraArgs = lib.mapAttrsToList (name: _: "${flags.${name}}=%d/${name}") files;
      prometheusConfig = import ../../lib/scrape-config.nix {
        inherit (config.hostSpec) hostName;
        inherit (cfg) interval;
        inherit jobs;
      };
    };
    systemd.services.vmagent = mkIf (sends && files != { }) {
      serviceConfig.LoadCredential = lib.mapAttrsToList (name: file: "${name}:${file}") files;
    };
  };
}
