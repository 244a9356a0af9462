# The machine's journal, sent to a server (systemd-journal-upload to systemd-journal-remote, or what understands it).
{ config, lib, ... }:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.nixfleet.o11y.logs;
  clientTls = import ./client-tls.nix {
    inherit lib;
    scope = "logs";
  };
  hasSecret = import ../../lib/url-secret.nix;
  hasClient = cfg.tls.clientCert != null && cfg.tls.clientKey != null;
  copies = "/run/credentials/systemd-journal-upload.service";
in
{
  options.nixfleet.o11y.logs = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the machine sends its journal to a server.";
      example = true;
    };
    serverUrl = mkOption {
      type = types.nullOr (types.strMatching "https?://.+");
      default = null;
      description = "Where the journal is sent; must be set when `enable` is.";
      example = "https://logs.example.org:19532";
    };
    allowInsecure = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the journal may go over the network unprotected (`http://`), for all on the way to read.";
      example = true;
    };
    tls = clientTls.options;
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.serverUrl != null;
        message = "nixfleet.o11y.logs is on, but nobody says where the journal goes: set nixfleet.o11y.logs.serverUrl (such as \"https://logs.example.org:19532\"), or nixfleet.o11y.logs.enable to false.";
      }
      {
        assertion = cfg.serverUrl == null || lib.hasPrefix "https://" cfg.serverUrl || cfg.allowInsecure;
        message = "nixfleet.o11y.logs.serverUrl is ${toString cfg.serverUrl}: the journal would go over the network unprotected. Use https://, or set nixfleet.o11y.logs.allowInsecure.";
      }
      {
        assertion = cfg.serverUrl == null || !hasSecret cfg.serverUrl;
        message = "nixfleet.o11y.logs.serverUrl has a password or a token in it, which everybody could read in the Nix store: take it out and let the server know the machine by nixfleet.o11y.logs.tls.clientCert and tls.clientKey.";
      }
      (clientTls.assertion cfg.tls)
    ];

    services.journald.upload = mkIf (cfg.serverUrl != null) {
      enable = true;
      settings.Upload = {
        URL = cfg.serverUrl;
        # `-`: shows the server no certificate. Without it the uploader insists on one at a path of its own.
        ServerKeyFile = if hasClient then "${copies}/client.key" else "-";
        ServerCertificateFile = if hasClient then "${copies}/client.pem" else "-";
        TrustedCertificateFile =
          if cfg.tls.caCert != null then "${copies}/ca.pem" else "/etc/ssl/certs/ca-certificates.crt";
        NetworkTimeoutSec = lib.mkDefault "30s";
      };
    };

    # The uploader has a user of its own, who could not read files that are root's alone.
    systemd.services.systemd-journal-upload.serviceConfig.LoadCredential =
      lib.optional (cfg.tls.caCert != null) "ca.pem:${cfg.tls.caCert}"
      ++ lib.optionals hasClient [
        "client.pem:${cfg.tls.clientCert}"
        "client.key:${cfg.tls.clientKey}"
      ];
  };
}
