# The options of `services.nixfleet-agent`, the same on NixOS and on macOS: a module can be shared by hosts of both, and
# what one of them cannot do is said by an assertion or a warning (nix/lib/agent-problems.nix).
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    literalExpression
    mkEnableOption
    mkOption
    types
    ;
  inherit (import ./agent-types.nix { inherit lib; })
    absolutePath
    certificatePath
    controlPlaneUrl
    databasePath
    machineId
    oneLine
    seconds
    tag
    ;
  secretPath = import ../../lib/secret-path.nix { inherit lib; };
in
{
  imports = [
    ../_host/host-spec.nix
    ./agent-health-options.nix
  ];

  options.services.nixfleet-agent = {
    enable = mkEnableOption "the NixFleet agent, which brings this host to what its control plane wants and takes it back when it is not well there";
    package = mkOption {
      type = types.package;
      default = (pkgs.callPackage ../../packages { }).nixfleet-agent;
      defaultText = literalExpression "(pkgs.callPackage (nixfleet + \"/nix/packages\") { }).nixfleet-agent";
      description = "The package of the agent.";
      example = literalExpression "inputs.nixfleet.packages.x86_64-linux.nixfleet-agent";
    };

    controlPlaneUrl = mkOption {
      type = controlPlaneUrl;
      description = "URL of the control plane. Everybody on the host can read it: no passwords.";
      example = "https://cp.example.org:8080";
    };
    machineId = mkOption {
      type = machineId;
      default = config.hostSpec.hostName;
      defaultText = literalExpression "config.hostSpec.hostName";
      description = "Who this host is to the control plane; with client certificates it must be the certificate's CN.";
      example = "web-01";
    };
    tags = mkOption {
      type = types.listOf tag;
      default = [ ];
      description = "Tags by which rollouts choose this host. An empty list says nothing: tags that the control plane knows of this host stay.";
      example = [
        "web"
        "production"
      ];
    };
    allowInsecure = mkOption {
      type = types.bool;
      default = false;
      description = "Whether a control plane at `http://` is accepted. Anybody on the way can then bring this host another system: for tests only.";
      example = true;
    };
    tls = {
      caCert = mkOption {
        type = types.nullOr certificatePath;
        default = null;
        description = "PEM file with the fleet's own CA, which the agent trusts besides the roots of the system. The file is read again when it changes.";
        example = "/etc/nixfleet/ca.pem";
      };
      clientCert = mkOption {
        type = types.nullOr certificatePath;
        default = null;
        description = "PEM file with the certificate that this host shows to the control plane; needs `clientKey`. The file is read again when it changes.";
        example = "/run/agenix/agent-cert";
      };
      clientKey = mkOption {
        type = types.nullOr secretPath;
        default = null;
        description = "PEM file with the private key of `clientCert`, outside the Nix store. If it is not there when the host boots, the agent says so and tries again until it is.";
        example = "/run/agenix/agent-key";
      };
    };

    pollInterval = mkOption {
      type = seconds;
      default = 60;
      description = "Seconds between two questions for what is wanted, when the link to the control plane does not say it.";
      example = 10;
    };
    retryInterval = mkOption {
      type = seconds;
      default = 30;
      description = "Seconds to the next question after one that was not answered; the pauses grow up to `pollInterval`.";
      example = 5;
    };
    healthInterval = mkOption {
      type = seconds;
      default = 60;
      description = "Seconds between two health reports.";
      example = 10;
    };
    link = mkOption {
      type = types.enum [
        "auto"
        "off"
      ];
      default = "auto";
      description = "`auto`: the agent holds a WebSocket to a control plane that has one for it, and is told at once. `off`: it only ever polls, for networks that cut WebSockets.";
      example = "off";
    };

    cacheUrl = mkOption {
      type = types.nullOr oneLine;
      default = null;
      description = "Binary cache to fetch from when the control plane names none (`http`, `https`, `s3`, `ssh`, `ssh-ng` or `file`); null: the substituters of the host's own Nix. Its key belongs into `nix.settings.trusted-public-keys`. Everybody on the host can read it: passwords and tokens belong into netrc.";
      example = "https://cache.example.org";
    };
    fetchStall = mkOption {
      type = seconds;
      default = 120;
      description = "Seconds that a fetch may go without progress before it is given up; there is no limit to one that gets on.";
      example = 600;
    };
    requireSignatures = mkOption {
      type = types.bool;
      default = false;
      description = "Whether a system is applied only if it is signed by a key in `nix.settings.trusted-public-keys`, or was built on this host: then the control plane alone cannot bring its own.";
      example = true;
    };

    dryRun = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the agent only asks, fetches and reports, and never applies.";
      example = true;
    };
    activationMode = mkOption {
      type = types.enum [
        "test-then-boot"
        "switch"
      ];
      default = "test-then-boot";
      description = "`test-then-boot`: a new system becomes the boot default when the host has proved itself on it, so that a power cut boots the old one. `switch`: at once, as v0.1.1 did.";
      example = "switch";
    };
    activationTimeout = mkOption {
      type = seconds;
      default = 900;
      description = "Seconds that a switch may take before it is ended and the host taken back.";
      example = 1800;
    };
    confirmTimeout = mkOption {
      type = seconds;
      default = 120;
      description = "Seconds that the host has after a switch to pass its health checks and to reach the control plane; else it is taken back.";
      example = 300;
    };
    onDrift = mkOption {
      type = types.enum [
        "report"
        "correct"
      ];
      default = "report";
      description = "What to do when somebody has switched the host by hand: `report` it, or `correct` it.";
      example = "correct";
    };

    dbPath = mkOption {
      type = databasePath;
      default = "/var/lib/nixfleet/state.db";
      description = "The agent's SQLite file. Its folder is made and kept over reboots, and only root can open it.";
      example = "/data/nixfleet/state.db";
    };

    evidenceDir = mkOption {
      type = types.nullOr absolutePath;
      default = null;
      description = "Directory of the host's compliance evidence, which the agent sends to the control plane when there is new; null: none is sent. The compliance modules set it where they collect evidence (NixOS).";
      example = "/var/lib/nixfleet-compliance";
    };

    metricsPort = mkOption {
      type = types.nullOr (types.ints.between 1 65535);
      default = null;
      description = "Port on which Prometheus finds metrics; null: none. Anybody who reaches it reads store paths and the names of checks.";
      example = 9101;
    };
    metricsHost = mkOption {
      type = oneLine;
      default = "0.0.0.0";
      description = "Address on which metrics are served; `::` for IPv6 and IPv4.";
      example = "127.0.0.1";
    };
    metricsOpenFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the firewall of NixOS lets others reach `metricsPort`.";
      example = true;
    };
  };
}
