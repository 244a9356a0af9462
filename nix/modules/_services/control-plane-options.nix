# The options of `services.nixfleet-control-plane`: the flags of the program, and what the host does for it.
{ lib, pkgs, ... }:
let
  inherit (lib)
    literalExpression
    mkEnableOption
    mkOption
    types
    ;

  secretPath = import ../../lib/secret-path.nix { inherit lib; };
  # Certificates are public: a file of the fleet's repository will do.
  certificatePath = types.strMatching "/[^[:cntrl:]]+" // {
    description = ''absolute path of a file, as a string like "/run/secrets/cp.pem" or "''${./cp.pem}"'';
  };

  daysKept =
    what: default:
    mkOption {
      type = types.ints.between 0 99999;
      inherit default;
      description = "Days that ${what} are kept; 0: for ever.";
      example = 30;
    };
in
{
  options.services.nixfleet-control-plane = {
    enable = mkEnableOption "the NixFleet control plane";
    package = mkOption {
      type = types.package;
      default = (pkgs.callPackage ../../packages { }).nixfleet-control-plane;
      defaultText = literalExpression "(pkgs.callPackage (nixfleet + \"/nix/packages\") { }).nixfleet-control-plane";
      description = "The package of the control plane.";
      example = literalExpression "inputs.nixfleet.packages.x86_64-linux.nixfleet-control-plane";
    };

    listen = mkOption {
      type = types.str;
      default = "0.0.0.0:8080";
      description = "Address and port of the API, the web page and the agents' links; `[::]:8080` is all addresses, of IPv4 and of IPv6.";
      example = "[::]:8443";
    };
    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the firewall lets everybody in to the port of `listen`.";
      example = true;
    };
    dbPath = mkOption {
      type = types.strMatching "(/[A-Za-z0-9._@+-]+)+" // {
        description = "absolute path of a file, of letters, digits and ._@+-";
      };
      default = "/var/lib/nixfleet-cp/state.db";
      description = ''
        File of the database. Its folder is made, kept over restarts of an impermanent host, and belongs to the service
        alone (user `nixfleet-cp`, mode 0700): it must be a folder of its own.
      '';
      example = "/data/nixfleet-cp/state.db";
    };

    tls = {
      cert = mkOption {
        type = types.nullOr certificatePath;
        default = null;
        description = "Certificate chain (PEM) that turns HTTPS on, together with `tls.key`. When the file is replaced, new connections get the new one within a quarter of an hour, or after `systemctl reload nixfleet-control-plane`.";
        example = "/run/secrets/cp.pem";
      };
      key = mkOption {
        type = types.nullOr secretPath;
        default = null;
        description = "Private key (PEM) of `tls.cert`. Only root has to be able to read it.";
        example = "/run/secrets/cp-key.pem";
      };
      clientCa = mkOption {
        type = types.nullOr certificatePath;
        default = null;
        description = ''
          Certificates (PEM) of the fleet's authority. With it every connection has to show a certificate that the
          authority has signed, and an agent's common name has to be its machine id. Without it, anybody who reaches the
          port can report for any machine.
        '';
        example = "/etc/nixfleet/fleet-ca.pem";
      };
    };
    bootstrapTokenFile = mkOption {
      type = types.nullOr secretPath;
      default = null;
      description = "File with the token that `nixfleet bootstrap --token-file <file>` has to show to get the first API key; null: whoever asks first gets it. Only root has to be able to read it.";
      example = "/run/secrets/nixfleet-bootstrap";
    };

    metricsListen = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Address and port of a listener of its own for `/metrics`, `/health` and `/ready`, over plain HTTP and for anybody; `/metrics` is then nowhere else. Null: it is beside the API.";
      example = "127.0.0.1:9100";
    };
    metricsOpenFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the firewall lets everybody in to the port of `metricsListen`.";
      example = true;
    };

    maxConnections = mkOption {
      type = types.ints.between 1 9999999;
      default = 30000;
      description = "Connections at a time; more are turned away. Every agent holds one.";
      example = 2000;
    };
    keepReports = daysKept "the agents' reports" 7;
    keepAudit = daysKept "the audit's entries of who did what" 365;
    keepEvents = daysKept "the events of rollouts that have ended" 365;
    keepEvidence = daysKept "evidence of compliance (the newest of a machine stays)" 365;
    logLevel = mkOption {
      type = types.enum [
        "debug"
        "info"
        "warn"
        "error"
      ];
      default = "info";
      description = "Least important lines that are logged.";
      example = "debug";
    };
  };
}
